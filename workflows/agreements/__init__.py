"""The agreement with the bank (服务协议), as the enterprise's administrators read and sign it."""
