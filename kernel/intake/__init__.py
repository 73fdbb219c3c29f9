"""Files of rows as people send them (批量文件): what is in them, as text, whatever they do to their reader."""
