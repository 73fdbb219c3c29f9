// One question about SM2, answered by sm-crypto-v2: a JSON line in, a JSON line out.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const { sm2 } = createRequire(process.argv[2] + "/package.json")("sm-crypto-v2");
const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  const message = bytes(asked.message);
  const options = { hash: true, der: true, userId: asked.user };
  const answer = asked.signature
    ? sm2.doVerifySignature(message, asked.signature, asked.public, options)
    : sm2.doSignature(message, asked.private, { ...options, publicKey: asked.public });
  process.stdout.write(JSON.stringify(answer) + "\n");
}
