"""The engine under every change of rule (授权变更): what one administrator sets, another confirms."""
