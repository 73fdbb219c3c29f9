// npm soap against the direct link: submit, query, a typed fault, with SOAP 1.1 and 1.2.
import { randomBytes } from "node:crypto";
import { createRequire } from "node:module";
const require = createRequire(process.env.MODULES + "/");
const soap = require("soap");
const { env } = process;

const head = (operation) => ({
  Operation: operation, Bank: env.BANK, Enterprise: env.ENTERPRISE, Operator: env.OPERATOR,
  Certificate: env.CERTIFICATE, Timestamp: env.TIMESTAMP, Nonce: randomBytes(16).toString("hex"),
});
const payment = (serial, amount) => ({
  ClientSerial: serial, PayerAccount: env.PAYER, PayeeAccount: env.PAYEE, PayeeName: env.PAYEE_NAME,
  Amount: amount, Currency: "CNY", Purpose: "货款", RequestedOn: env.DAY,
});

for (const [place, forceSoap12Headers] of [false, true].entries()) {
  const client = await soap.createClientAsync(env.WSDL, { forceSoap12Headers });
  const port = client.DirectLinkService[forceSoap12Headers ? "DirectLinkSoap12" : "DirectLinkSoap11"];
  const call = (name, asked) =>
    new Promise((good, bad) => port[name](asked, (error, answer) => (error ? bad(error) : good(answer))));
  const serial = `${env.SERIAL}-${place + 1}`;
  const made = await call("PaymentsSubmit", { Head: head("payments.submit"), Body: payment(serial, "1286.40") });
  console.log("submit", made.Head.Code, made.Body.Amount, made.Body.ClientSerial);
  const found = await call("PaymentsFind", { Head: head("payments.find"), Body: { ClientSerial: serial } });
  console.log("find", found.Head.Code, found.Body.Amount, found.Body.ClientSerial);
  try {
    await call("PaymentsSubmit", { Head: head("payments.submit"), Body: payment(`${serial}-F`, "1e3") });
    console.log("no fault");
  } catch (error) {
    const fault = error.root.Envelope.Body.Fault;
    const told = (fault.detail ?? fault.Detail).Refusal;
    console.log("fault", told.Head.Code, [told.Faults.Fault].flat()[0].Code);
  }
}
