// <button data-wechat-pay>: WeChat's own sheet.  It opens by itself once, as the buyer has
// said "Pay" on the page before.  What it says afterwards proves nothing: the waiting page
// asks.
const button = document.querySelector("[data-wechat-pay]");
const { appId, timeStamp, nonceStr, signType, paySign, wait } = button.dataset;
const facts = { appId, timeStamp, nonceStr, package: button.dataset.package, signType, paySign };

function pay() {
  window.WeixinJSBridge.invoke("getBrandWCPayRequest", facts, ({ err_msg: said }) => {
    if (!said.endsWith(":cancel")) location.assign(wait);
  });
}

function open() {
  if (window.WeixinJSBridge) pay();
  else document.addEventListener("WeixinJSBridgeReady", pay, { once: true });
}

button.addEventListener("click", open);
const [arrival] = performance.getEntriesByType("navigation");
if (arrival?.type === "navigate") open();
