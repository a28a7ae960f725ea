// <button data-wechat-pay>: WeChat's own sheet.  What it says afterwards proves nothing:
// the waiting page asks.
const button = document.querySelector("[data-wechat-pay]");
const { appId, timeStamp, nonceStr, signType, paySign, wait } = button.dataset;
const facts = { appId, timeStamp, nonceStr, package: button.dataset.package, signType, paySign };

function pay() {
  window.WeixinJSBridge.invoke("getBrandWCPayRequest", facts, ({ err_msg: said }) => {
    if (!said.endsWith(":cancel")) location.assign(wait);
  });
}

button.addEventListener("click", () => {
  if (window.WeixinJSBridge) pay();
  else document.addEventListener("WeixinJSBridgeReady", pay, { once: true });
});
