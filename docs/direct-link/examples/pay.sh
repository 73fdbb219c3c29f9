#!/bin/sh
# 付款一笔：curl 发送，openssl 签名与验签。用法 Usage: pay.sh ERP-0001
# Pays once: curl sends, openssl signs and verifies. Settings come from the environment, see README.md.
set -eu
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
bank=$(echo "$YINQI_URL" | sed 's#.*/b/\([^/]*\)/.*#\1#')
nonce=$(openssl rand -hex 16)
now=${YINQI_TIME:-$(date -u +%Y-%m-%dT%H:%M:%SZ)}

cat > "$work/request.xml" <<XML
<?xml version="1.0" encoding="UTF-8"?>
<Request xmlns="urn:yinqi:link:1"><Head><Operation>payments.submit</Operation><Bank>$bank</Bank><Enterprise>$YINQI_ENTERPRISE</Enterprise><Operator>$YINQI_OPERATOR</Operator><Certificate>$YINQI_CERTIFICATE</Certificate><Timestamp>$now</Timestamp><Nonce>$nonce</Nonce></Head><Body><SubmitPayment><ClientSerial>$1</ClientSerial><PayerAccount>1001234509012345678</PayerAccount><PayeeAccount>3250612000181470</PayeeAccount><PayeeName>苏州恒锐特钢有限公司</PayeeName><Amount>12.00</Amount><Currency>CNY</Currency><Purpose>货款</Purpose></SubmitPayment></Body></Request>
XML

sign="-sigopt distid:1234567812345678"
openssl dgst -sm3 -sign "$YINQI_KEY" $sign -out "$work/request.sig" "$work/request.xml"
curl -sS -D "$work/head" -o "$work/answer.xml" --data-binary "@$work/request.xml" \
    -H "Content-Type: application/xml" -H "Yinqi-Signature: $(base64 -w0 "$work/request.sig")" "$YINQI_URL"

unknown() { echo UNKNOWN; sed 's/^/未经证实的应答 an answer nobody vouches for: /' "$work/answer.xml" >&2; echo >&2; exit 4; }

# 没有银行签名、或随机数不同的应答不证明任何事：按同一流水号查询。
# An answer the bank did not sign, or about another nonce, proves nothing: ask by the same serial.
sed -n 's/^yinqi-signature: *//Ip' "$work/head" | base64 -di > "$work/answer.sig"
openssl dgst -sm3 -verify "$YINQI_BANK_KEY" -signature "$work/answer.sig" $sign "$work/answer.xml" >/dev/null \
    || unknown
grep -q "<Nonce>$nonce</Nonce>" "$work/answer.xml" || unknown
text() { grep -o "<$1>[^<]*" "$work/answer.xml" | head -1 | sed 's/.*>//'; }
echo "$(text Code) $(text Duplicate) $(text Status)"
