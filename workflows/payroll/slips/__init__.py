"""Payslips (工资条): made from paid rows, sealed, sent by link, opened with a code by the employee alone."""
