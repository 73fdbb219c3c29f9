"""Who may do what (用户与权限): people, named roles and rights, changed by two administrators."""
