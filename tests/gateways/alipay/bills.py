"""Bills as Alipay packs them."""

import io
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

HEADER = (
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,"
    "操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,"
    "支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,"
    "卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注"
)
SUMMARY = (
    "门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）\n"
    "合计\t,\t,2\t,1\t,32.00\t,32.00\t\n"
)


PAYMENT = {
    "trade_no": "2026112022001400000000000001",
    "number": "P1",
    "kind": "交易",
    "name": "订单 1",
    "done_at": "2026-11-20 20:00:05",
    "amount": "32.00",
    "refund": "",
    "fee": "-0.19",
}


def line(**overrides: str) -> str:
    facts = PAYMENT | overrides
    cells = [facts[name] for name in ("trade_no", "number", "kind", "name")]
    cells += ["2026-11-20 20:00:00", facts["done_at"]]
    cells += ["", "", "", "", "*梅(m***@example.com)", facts["amount"], facts["amount"]]
    cells += ["0.00", "0.00", "0.00", "0.00", "0.00", "", "0.00", "0.00"]
    cells += [facts["refund"], facts["fee"], "0.00", ""]
    return ",".join(f"{cell}\t" for cell in cells)


def details(*lines: str, header: str = HEADER) -> bytes:
    text = [
        "#支付宝业务明细查询",
        "#账号：[20880000000000010156]",
        "#起始日期：[2026年11月20日 00:00:00]   终止日期：[2026年11月21日 00:00:00]",
        "#-------------------业务明细列表-------------------",
        header,
        *lines,
        "#-------------------业务明细列表结束---------------",
        "#交易合计：1笔，商家实收共32.00元，商家优惠共0.00元",
        "#导出时间：[2026年11月21日 09:00:00]",
    ]
    return "\r\n".join(text).encode("gbk")


class GbkNamed(ZipInfo):
    """Alipay's names are GBK without the flag that says how names are written."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 (zipfile's)
        return self.filename.encode("gbk"), self.flag_bits


def packed(*files: bytes, summary: str = SUMMARY) -> bytes:
    """The summary comes first."""
    bill = io.BytesIO()
    named = {"业务明细(汇总)": f"#汇总\n{summary}".encode("gbk")}
    named |= {f"业务明细{i}": file for i, file in enumerate(files)}
    with ZipFile(bill, "w", ZIP_DEFLATED) as archive:
        for name, content in named.items():
            member = GbkNamed(f"20880000000000010156_20261120_{name}.csv")
            archive.writestr(member, content, ZIP_DEFLATED)
    return bill.getvalue()
