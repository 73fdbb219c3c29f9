"""Files of rows on their way into a batch (批量文件): whose headings mean what, and files that wait to be understood."""
