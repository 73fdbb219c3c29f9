// 付款一笔：Node 18 以上，国密由 npm sm-crypto-v2 完成。用法 Usage: node pay.mjs ERP-0001
// Pays once: Node 18 and npm sm-crypto-v2. Settings come from the environment, see README.md.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

// 通常写 import { sm2 } from 'sm-crypto-v2'。Usually: import { sm2 } from 'sm-crypto-v2'
const { sm2 } = createRequire(process.env.YINQI_MODULES ?? import.meta.url)('sm-crypto-v2');
const env = process.env;
const USER = { hash: true, der: true, userId: '1234567812345678' };
const der = (file) => Buffer.from(readFileSync(file, 'utf8').replace(/-----[A-Z ]+-----|\s/g, ''), 'base64');

/** PKCS#8: the scalar is the 32-byte OCTET STRING after the inner version 1 (RFC 5915). */
function privateKey(file) {
  const bytes = der(file);
  const at = bytes.indexOf(Buffer.from('0201010420', 'hex'));
  return bytes.subarray(at + 5, at + 37).toString('hex');
}
/** SubjectPublicKeyInfo: the point is its last 65 bytes. */
const publicKey = (file) => der(file).subarray(-65).toString('hex');
const tag = (name, value) => `<${name}>${value.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</${name}>`;
const text = (said, name) => said.match(new RegExp(`<${name}>([^<]*)</${name}>`))?.[1] ?? '';

function unknown() {
  console.log('UNKNOWN'); // 按同一流水号查询，切勿换号 ask by the same serial, never under a new one
  process.exit(4);
}

const nonce = randomBytes(16).toString('hex');
const now = env.YINQI_TIME ?? new Date().toISOString().slice(0, 19) + 'Z';
const head = tag('Operation', 'payments.submit') + tag('Bank', env.YINQI_URL.match(/\/b\/([^/]+)\//)[1])
  + tag('Enterprise', env.YINQI_ENTERPRISE) + tag('Operator', env.YINQI_OPERATOR)
  + tag('Certificate', env.YINQI_CERTIFICATE) + tag('Timestamp', now) + tag('Nonce', nonce);
const payment = tag('ClientSerial', process.argv[2]) + tag('PayerAccount', '1001234509012345678')
  + tag('PayeeAccount', '3250612000181470') + tag('PayeeName', '苏州恒锐特钢有限公司')
  + tag('Amount', '12.00') + tag('Currency', 'CNY') + tag('Purpose', '货款');
const request = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<Request xmlns="urn:yinqi:link:1"><Head>${head}</Head><Body><SubmitPayment>${payment}</SubmitPayment></Body></Request>`);

const signature = sm2.doSignature(request, privateKey(env.YINQI_KEY), USER);
const answer = await fetch(env.YINQI_URL, {
  method: 'POST',
  body: request,
  redirect: 'manual',
  headers: {
    'Content-Type': 'application/xml',
    'Yinqi-Signature': Buffer.from(signature, 'hex').toString('base64'),
  },
}).catch(() => unknown());
const body = Buffer.from(await answer.arrayBuffer());
const proof = Buffer.from(answer.headers.get('yinqi-signature') ?? '', 'base64').toString('hex');
// 没有银行签名、或随机数不同的应答不证明任何事。What the bank did not sign, or is about another nonce, proves nothing.
if (!proof || !sm2.doVerifySignature(body, proof, publicKey(env.YINQI_BANK_KEY), USER)) unknown();
const said = body.toString('utf8');
if (text(said, 'Nonce') !== nonce) unknown();
console.log(text(said, 'Code'), text(said, 'Duplicate'), text(said, 'Status'));
