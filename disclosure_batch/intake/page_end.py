"""Where a report ends in a document that goes on: at its signature, or where a web page's own furniture begins.

A page that was saved, or copied into Word as a whole, ends in what the website puts there: 打印, 关闭, 上一篇, 主办单位, a
record number. None of it is a word of the last section.
"""

import re
from collections.abc import Sequence

from disclosure_batch.intake.titles import signed_at
from disclosure_batch.text import tidy

BUTTONS = (  # alone, several on a line, in whatever brackets
    "打印|关闭|收藏|分享|返回|大|中|小|字体|字号|本页|此页|窗口|页面|网页|正文|文章|内容|列表|顶部|首页|上一页|下一页|下载|全文|附件|保存|纠错|推荐"
    "|微信|微博|新浪微博|腾讯微博|QQ空间|QQ|朋友圈|扫一扫|相关|转发|到|至|无障碍|长者模式|手机版|繁体|简体|English"
)
HEADS = (  # what follows them is the website's, too
    r"附件下载|相关附件|扫一扫|扫码|手机扫|扫描二维码|用微信扫|友情链接|上一[篇条]|下一[篇条]|主办(?:单位|方)?|承办(?:单位|方)?|协办(?:单位)?|技术支持"
    r"|版权(?:所有|声明)|备案号|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]?ICP备|网站标识码|网站支持|责任编辑|责编|编辑|校对|初审|复审|终审"
    r"|信息来源|文章来源|来源|稿源|作者|发布(?:时间|日期|机构|人)|发文(?:日期|机关)|浏览(?:次数|量)?|阅读(?:次数|量)?|点击(?:次数|量|数)?|访问(?:次数|量)"
    r"|分享(?:到|至)?|相关(?:链接|文章|信息|稿件|文档|阅读|新闻|解读)|网站地图|联系我们|关于我们|关于本站|(?:网站|法律|隐私|免责)声明|使用帮助|当前位置|您的位置|您现在的位置"
    r"|(?:政府网站|我为政府网站)找错|我要(?:纠错|评论)|政务(?:微博|微信)|官方(?:微博|微信)|微信公众号|您是第|本站|Copyright|©|地址邮编"
)
FURNITURE = re.compile(
    rf"[【\[(<|·>]*(?:(?:{BUTTONS})[】\])>|·、/【\[(<]*){{1,12}}[:>]?"
    rf"|[【\[(<|·>]*(?:{HEADS})[】\])>]*(?:[:|>\d(].{{0,200}}|)"
    r"|(?:附件:?\d{0,2}[.、:]?)?[^。;]{1,80}\.(?:pdf|docx?|xlsx?|wps|et|ofd|zip|rar|jpg|png)(?:\(.{0,20}\))?"
    r"|[^。]{0,120}(?:ICP备\d|公网安备|网站标识码|Copyright|©|版权所有|AllRightsReserved|二维码|扫一扫)[^。]{0,120}",
    re.IGNORECASE,
)


def ended(lines: Sequence[str], last_heading: int) -> tuple[list[str], list[str]]:
    """(the lines of the report, signed or not; those behind it). last_heading: the line at which its last section
    begins, since what stands before that is followed by more of the report."""
    behind = range(last_heading + 1, len(lines))
    page = next((at for at in behind if FURNITURE.fullmatch(tidy(lines[at]))), len(lines))
    signed = next((at + 1 for at in range(last_heading + 1, page) if signed_at(lines, at)), page)
    return list(lines[:signed]), [line for line in lines[signed:] if line.strip()]
