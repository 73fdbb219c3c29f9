"""What happened, told to programs that ask (通知轮询): numbered per enterprise, never lost, never twice."""
