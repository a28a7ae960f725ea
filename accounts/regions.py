"""Where the shop's parcels may go: countries, and the provinces of China."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

HOME = "CN"
HOME_NAMES = {"China", "中国", "中國"}

COUNTRIES = [
    ("CN", _("Mainland China")),
    ("HK", _("Hong Kong, China")),
    ("MO", _("Macao, China")),
    ("TW", _("Taiwan, China")),
    ("AU", _("Australia")),
    ("CA", _("Canada")),
    ("DE", _("Germany")),
    ("ES", _("Spain")),
    ("FR", _("France")),
    ("GB", _("United Kingdom")),
    ("IT", _("Italy")),
    ("JP", _("Japan")),
    ("KR", _("South Korea")),
    ("MY", _("Malaysia")),
    ("NL", _("Netherlands")),
    ("NZ", _("New Zealand")),
    ("SG", _("Singapore")),
    ("TH", _("Thailand")),
    ("US", _("United States")),
]

# Province-level divisions of the mainland, by the code of GB/T 2260.
PROVINCES = [
    ("北京市", _("Beijing")),
    ("天津市", _("Tianjin")),
    ("河北省", _("Hebei")),
    ("山西省", _("Shanxi")),
    ("内蒙古自治区", _("Inner Mongolia")),
    ("辽宁省", _("Liaoning")),
    ("吉林省", _("Jilin")),
    ("黑龙江省", _("Heilongjiang")),
    ("上海市", _("Shanghai")),
    ("江苏省", _("Jiangsu")),
    ("浙江省", _("Zhejiang")),
    ("安徽省", _("Anhui")),
    ("福建省", _("Fujian")),
    ("江西省", _("Jiangxi")),
    ("山东省", _("Shandong")),
    ("河南省", _("Henan")),
    ("湖北省", _("Hubei")),
    ("湖南省", _("Hunan")),
    ("广东省", _("Guangdong")),
    ("广西壮族自治区", _("Guangxi")),
    ("海南省", _("Hainan")),
    ("重庆市", _("Chongqing")),
    ("四川省", _("Sichuan")),
    ("贵州省", _("Guizhou")),
    ("云南省", _("Yunnan")),
    ("西藏自治区", _("Tibet")),
    ("陕西省", _("Shaanxi")),
    ("甘肃省", _("Gansu")),
    ("青海省", _("Qinghai")),
    ("宁夏回族自治区", _("Ningxia")),
    ("新疆维吾尔自治区", _("Xinjiang")),
]

_COUNTRY_LABELS = dict(COUNTRIES)
_PROVINCE_LABELS = dict(PROVINCES)


@dataclass(frozen=True, kw_only=True)
class Place:
    """As much of an address as freight looks at; without facts, somewhere at home."""

    country: str = HOME
    province: str = ""  # one of PROVINCES; always empty abroad

    @property
    def is_home(self) -> bool:
        return self.country == HOME

    @property
    def region(self) -> str:
        """What a freight tariff lists: a province at home, a country abroad."""
        return self.province if self.is_home else self.country

    def __str__(self) -> str:
        return region_label(self.region or self.country)


def place_of(address: Mapping[str, str]) -> Place:
    """The place of these address fields.  A province nobody knows counts as none."""
    country, province = address.get("country") or HOME, address.get("province", "")
    return Place(country=country, province=_known(province) if country == HOME else "")


def _known(province: str) -> str:
    """Its full name, of which the beginning says enough: 内蒙古, 上海."""
    if province in _PROVINCE_LABELS:
        return province
    meant = [name for name in _PROVINCE_LABELS if name.startswith(province)]
    return meant[0] if len(meant) == 1 and len(province) > 1 else ""


def country_code(text: str) -> str | None:
    """The code of a country that is named by it or in the active language."""
    if text.upper() in _COUNTRY_LABELS:
        return text.upper()
    if text in HOME_NAMES:
        return HOME
    return next((code for code, name in COUNTRIES if str(name) == text), None)


def region_label(region: str) -> str:
    """A province or country in the active language."""
    return str(_PROVINCE_LABELS.get(region) or _COUNTRY_LABELS.get(region) or region)
