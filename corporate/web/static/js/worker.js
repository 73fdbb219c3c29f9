// Hashed assets and the offline page from the device; pages always from the bank.
if ("serviceWorker" in navigator) {
  const only = (url) => {
    if (url !== "/sw.js") throw new TypeError(url);
    return url;
  };
  const policy = globalThis.trustedTypes ? trustedTypes.createPolicy("sw", { createScriptURL: only }) : { createScriptURL: only };
  navigator.serviceWorker.register(policy.createScriptURL("/sw.js"));
}
