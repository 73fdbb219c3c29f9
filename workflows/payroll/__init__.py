"""Payroll (代发工资): who is paid, from which account, what stands out, and payslips. Names and amounts are sealed."""
