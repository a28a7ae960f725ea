"""The JSON API's banners.  Public."""

from django.http import HttpRequest

from shop.content.selectors import Slide, running_slides
from shop.kernel.api.interface import PUBLIC, endpoints
from shop.kernel.api.shapes import Output
from shop.kernel.clock import now
from shop.kernel.pictures import absolute

router = endpoints("Banners")

# Where the client shows a product; it has no page of a category that we know.
PRODUCT_PAGE = "/pages/product/detail?id={}"


class Banner(Output):
    id: int
    title: str
    image: str
    link: str | None


@router.get("/banners", response=list[Banner], auth=PUBLIC)
def banners(request: HttpRequest) -> list[Banner]:
    """Those that run now, in their order."""
    return [_banner(request, slide) for slide in running_slides(now())]


def _banner(request: HttpRequest, slide: Slide) -> Banner:
    product = slide.product_id
    return Banner(
        id=slide.id,
        title=slide.title,
        image=absolute(request, slide.image),
        link=PRODUCT_PAGE.format(product) if product else None,
    )
