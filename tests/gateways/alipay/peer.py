"""python-alipay-sdk, an independent reader of the same rules.

Runs in a process of its own: importing it closes every log handler, and it belongs
to the tests alone.
"""

import json
import subprocess
import sys
from typing import Any

SCRIPT = """
import json, sys
from urllib.parse import parse_qsl, urlsplit
from alipay import AliPay

asked = json.load(sys.stdin)
peer = AliPay(
    appid=asked["app_id"],
    app_private_key_string=asked["private"],
    alipay_public_key_string=asked["public"],
)

def check_address():
    said = dict(parse_qsl(urlsplit(asked["address"]).query))
    sign = said.pop("sign")
    text = "&".join(f"{k}={v}" for k, v in sorted(said.items()))
    return peer._verify(text, sign)

def check_form():
    form = dict(asked["form"])
    return peer.verify(form, form.pop("sign"))

def sign_form():
    text = "&".join(f"{k}={v}" for k, v in sorted(asked["form"].items()))
    return asked["form"] | {"sign": peer._sign(text), "sign_type": "RSA2"}

def pay():
    return asked["gateway"] + "?" + peer.api_alipay_trade_page_pay(**asked["trade"])

json.dump(locals()[asked["do"]](), sys.stdout)
"""


def ask_peer(do: str, **facts: Any) -> Any:
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SCRIPT],
        input=json.dumps(facts | {"do": do}),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return json.loads(ran.stdout)
