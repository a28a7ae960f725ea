"""A guest with a real browser's manners, over real HTTP."""

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from urllib.parse import urljoin

import requests

from catalog.models import Product
from shop.bench.forms import FormReader

PATIENCE_SECONDS = 45
_numbers = count(1)


class Refused(Exception):
    """The shop did not go on to the next page."""

    def __init__(self, answer: requests.Response) -> None:
        super().__init__(f"{answer.request.method} {answer.url}: {answer.status_code}")
        self.answer = answer


class Guest:
    """Goes from the basket to the bank.  An impatient one taps everything twice.

    `orders` are the numbers that the shop has acknowledged.
    """

    def __init__(
        self, url: str, *, gateway: str = "demo", is_impatient: bool = False
    ) -> None:
        self.url, self.gateway, self.is_impatient = url, gateway, is_impatient
        self.product = str(Product.objects.values_list("pk", flat=True).get())
        self.session = requests.Session()
        self.orders: list[str] = []
        self.form: dict[str, list[str]] = {}
        self.cashier = ""
        number = next(_numbers)
        self.address = {
            "name": "Mei Lin",
            "phone": f"139{number:08}",
            "country": "CN",
            "province": "浙江省",
            "city": "Hangzhou",
            "district": "Xihu",
            "detail": "1 Lake Road",
            "email": f"guest-{number}@example.com",
            "shipping": "standard",
        }

    def open_checkout(self) -> None:
        """With the article in the basket; the form is filled and not sent yet."""
        put = {"product": self.product, "quantity": "1", "go": "cart"}
        onward(self.post("/cart/add/", as_form(put)))
        self.form = self.form_of("/checkout/") | as_form(self.address)

    def place(self) -> None:
        """Press the button; pressed again, it sends the very same form."""
        self.orders.append(onward(self.post("/checkout/", self.form)).split("/")[2])

    @property
    def order(self) -> str:
        return self.orders[-1]

    def choose(self) -> None:
        """Choose how to pay."""
        path = f"/orders/{self.order}/pay/"
        way = self.form_of(path) | as_form({"gateway": self.gateway})
        self.cashier = onward(self.post(path, way))

    def pay(self) -> None:
        onward(self.post(self.cashier, as_form({"action": "pay"})))

    def come_back(self) -> None:
        """From the bank, to the page that waits for the money; it looks again by itself,
        as a process that died a moment ago may have asked the bank already.
        """
        path = f"/orders/{self.order}/pay/wait/"
        answer = self.get(path)
        if "Refresh" in answer.headers:
            time.sleep(int(answer.headers["Refresh"].partition(";")[0]))
            answer = self.get(path)
        onward(answer)

    def cancel(self) -> None:
        path = f"/orders/{self.order}/cancel/"
        form = self.form_of(path) or self.form
        self.form = form | as_form({"reason": "changed_mind"})
        onward(self.post(path, self.form))

    def form_of(self, path: str) -> dict[str, list[str]]:
        """What the page's own form would send; nothing where the page has none."""
        answer = self.get(path)
        if not answer.ok:
            raise Refused(answer)
        reader = FormReader()
        reader.feed(answer.text)
        fitting = [form for form in reader.forms if form.action in ("", path)]
        return fitting[0].fields if fitting else {}

    def get(self, path: str) -> requests.Response:
        return self.session.get(
            urljoin(self.url, path), timeout=PATIENCE_SECONDS, allow_redirects=False
        )

    def post(self, path: str, form: dict[str, list[str]]) -> requests.Response:
        if not self.is_impatient:
            return self._post(path, form)
        with ThreadPoolExecutor(2) as hands:
            taps = [hands.submit(self._post, path, form) for _ in range(2)]
            answers = [tap.result() for tap in taps]
        for answer in answers:
            if not answer.ok:
                raise Refused(answer)
        return min(answers, key=lambda answer: answer.status_code != 303)

    def _post(self, path: str, form: dict[str, list[str]]) -> requests.Response:
        return self.session.post(
            urljoin(self.url, path),
            data=form,
            headers={"Origin": self.url, "Sec-Fetch-Site": "same-origin"},
            timeout=PATIENCE_SECONDS,
            allow_redirects=False,
        )


def as_form(fields: dict[str, str]) -> dict[str, list[str]]:
    return {name: [value] for name, value in fields.items()}


def onward(answer: requests.Response) -> str:
    """Where the shop leads to.  Raises Refused."""
    if answer.status_code != 303:
        raise Refused(answer)
    return answer.headers["Location"]
