"""What can be wrong with a file of rows, one sentence each: what is wrong, where, and what to do about it."""

from __future__ import annotations

from kernel.findings import Rule


class FileRule(Rule):
    """What makes a whole file unreadable, or unsafe to read; nothing of it is taken in."""

    EMPTY = (
        "intake.empty",
        "文件里没有明细行；请填好模板后重新上传。",
        "The file holds no rows; fill in the template and upload it again.",
    )
    TOO_LARGE = (
        "intake.too_large",
        "文件超过 {max} MB；请分成几个文件，或删去图片等无关内容后上传。",
        "The file is larger than {max} MB; split it, or remove pictures and the like.",
    )
    UNKNOWN = (
        "intake.unknown",
        "无法识别这个文件；请上传 .xlsx、.csv 或 pain.001（.xml）文件。",
        "This is no file we read; upload an .xlsx, .csv or pain.001 (.xml) file.",
    )
    OLD_EXCEL = (
        "intake.old_excel",
        "这是旧格式的 Excel 文件（.xls 或 .xlsb）；请在 Excel 中“另存为”.xlsx 后上传。",
        "This is an Excel file of another format (.xls or .xlsb); save it as .xlsx and upload that.",
    )
    OPEN_DOCUMENT = (
        "intake.open_document",
        "这是 OpenDocument 表格（.ods）；请另存为 .xlsx 后上传。",
        "This is an OpenDocument sheet (.ods); save it as .xlsx and upload that.",
    )
    LOCKED = (
        "intake.locked",
        "文件设有打开密码；请在 Excel 中取消密码后上传。",
        "The file asks for a password; take it off in Excel and upload it again.",
    )
    MACROS = (
        "intake.macros",
        "文件含有宏（.xlsm）；请另存为不含宏的 .xlsx 后上传。",
        "The file holds macros (.xlsm); save it as an .xlsx without macros and upload that.",
    )
    EXTERNAL = (
        "intake.external",
        "文件链接到别的工作簿（{what}）；请在 Excel 的“数据 → 编辑链接”中断开链接后上传。",
        "The file links to another workbook ({what}); break the links in Excel (Data, Edit Links) and upload it again.",
    )
    ENTITIES = (
        "intake.entities",
        "文件的 {what} 中有文档类型声明（DOCTYPE），可能是攻击文件；请从 Excel 重新导出后上传。",
        "{what} in the file declares a document type (DOCTYPE), as attacks do; export it from Excel again.",
    )
    BOMB = (
        "intake.bomb",
        "文件展开后超过 {max} MB；请把明细复制到新的工作簿（只粘贴数值），或删去数据下方和右侧的空行空列后上传。",
        "Unpacked, the file is larger than {max} MB; copy the rows to a new workbook (values only), or delete the empty rows and columns around them.",
    )
    TOO_HEAVY = (
        "intake.too_heavy",
        "文件结构过于复杂，在规定时间内读不完；请把明细复制到新的工作簿（只粘贴数值）后上传。",
        "The file is too involved to be read in time; copy the rows to a new workbook (values only) and upload that.",
    )
    BROKEN = (
        "intake.broken",
        "文件已损坏或不完整，无法打开；请在 Excel 中打开并另存后重新上传。",
        "The file is damaged or incomplete; open it in Excel, save it anew and upload that.",
    )
    ENCODING = (
        "intake.encoding",
        "第 {row} 行有无法识别的字节，文件可能被截断；请从原系统重新导出，或另存为 UTF-8 编码的 CSV 后上传。",
        "Row {row} holds bytes that are no text, the file may be cut off; export it again, or save it as a CSV in UTF-8.",
    )
    TOO_MANY = (
        "intake.too_many",
        "明细超过 {max} 行；请分成几个文件上传。",
        "There are more than {max} rows; split the file.",
    )
    TOO_WIDE = (
        "intake.too_wide",
        "第 {row} 行超过 {max} 列；请删去无关的列后上传。",
        "Row {row} has more than {max} columns; delete those that do not belong.",
    )
    FORMULA = (
        "intake.formula",
        "“{heading}”列的 {cell} 是公式（共 {count} 格）；请选中该列，复制后“选择性粘贴 → 数值”，再上传。",
        "{cell} under “{heading}” is a formula ({count} cells in all); copy the column, paste it as values, and upload the file again.",
    )
    TOTAL = (
        "intake.total",
        "第 {row} 行“合计”写的是 {said}，上面明细相加是 {sum}，差 {gap}；请核对明细，更正或删去合计行后上传。",
        "The total in row {row} says {said}, the rows above add up to {sum}, a difference of {gap}; check the rows, correct or delete the total, and upload the file again.",
    )
    CURRENCY = (
        "intake.currency",
        "第 {row} 行币种是“{said}”；批量付款只受理人民币，请删去该行，改用单笔付款。",
        "The currency in row {row} is “{said}”; batches are paid in renminbi only, delete the row and pay it singly.",
    )
    PAYER = (
        "intake.payer",
        "第 {row} 行写的付款账号是 {said}，与所选付款账户 {chosen} 不同；请换付款账户，或更正文件。",
        "Row {row} names the paying account {said}, another than the chosen {chosen}; choose that account, or correct the file.",
    )
    BUSY = (
        "intake.busy",
        "正在读取的文件较多；请稍候几秒再上传。",
        "Several files are being read; upload yours again in a few seconds.",
    )


class CellRule(Rule):
    """What the reader alone can see of one cell; the row is kept and waits to be mended."""

    ACCOUNT_FLOAT = (
        "intake.account_float",
        "账号单元格是数字格式，Excel 只保留 15 位，后面的数字已丢失；请按原始资料重新填写完整账号。",
        "The account is a number cell; Excel keeps 15 digits and has lost the rest. Enter the whole account from the original.",
    )
    ACCOUNT_SCIENTIFIC = (
        "intake.account_scientific",
        "账号被写成科学计数法（{value}），末尾数字已丢失；请按原始资料重新填写完整账号。",
        "The account is in scientific notation ({value}) and has lost its last digits. Enter the whole account from the original.",
    )
    TOO_LONG = (
        "intake.cell_too_long",
        "这一格超过 {max} 个字符，只读入了开头；请改短。",
        "The cell is longer than {max} characters and was read in part; shorten it.",
    )
