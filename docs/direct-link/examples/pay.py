"""付款一笔：Python，使用我们的 SDK。Pays once with our SDK. Usage: python pay.py ERP-0001."""

import os
import sys

from erp_adapters.client import Patience, Payment, Refused, connect
from kernel.errors import OutcomeUnknown

link = connect(os.environ["YINQI_CONFIG"], patience=Patience(attempts=4))
try:
    state = link.pay(
        Payment(
            serial=sys.argv[1],
            payer_account="1001234509012345678",
            payee_account="3250612000181470",
            payee_name="苏州恒锐特钢有限公司",
            amount="12.00",
            purpose="货款",
        )
    )
except Refused as refused:  # 银行签名拒绝：未办理 signed by the bank: nothing was done
    print(refused.return_code, "false", refused.message.zh)
except OutcomeUnknown:  # 以后用同一流水号再问 ask later, under the same serial
    print("UNKNOWN")
    sys.exit(4)
else:
    print("0000", str(state.duplicate).lower(), state.status)
