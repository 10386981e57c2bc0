"""Citations of Chinese rules in English: known names and article numbers, the rest as it stands."""

import re

#: name of a rule -> its English name
LAWS: dict[str, str] = {
    "《建设工程质量管理条例》": "Decree 279 (construction quality)",
    "《民用建筑节能条例》": "Decree 530 (building energy)",
    "建质〔2013〕171号": "Circular Jianzhi [2013] 171",
    "《宁波市电梯安全条例》": "Ningbo lift safety rules",
    "《宁波市住宅小区物业管理条例》": "Ningbo property management rules",
    "《青岛市民用建筑节能条例》": "Qingdao building energy rules",
    "《淄博市新型墙体材料与建筑节能条例》": "Zibo wall material and building energy rules",
    "《河南省建筑市场管理条例》": "Henan construction market rules",
    "工程质量保修书约定": "warranty letter",
    "《建设工程安全生产管理条例》": "Decree 393 (construction safety)",
    "《安全生产法》": "Work Safety Law",
    "《中华人民共和国消防法》": "Fire Protection Law",
    "《城镇燃气管理条例》": "Decree 583 (town gas)",
    "《信访工作条例》": "Petition work rules",
    "《建设工程质量投诉处理暂行规定》（建监〔1997〕60 号）": "Circular Jianjian [1997] 60 (quality complaints)",
    "平台默认分值，按当地信用评价办法调整": "platform default, to be set to the local credit rules",
    "平台默认异议期，未找到统一规定": "platform default: no general rule was found",
    "平台默认陈述申辩期，未找到统一规定": "platform default: no general rule was found",
    "平台默认办理期限": "platform default",
    "《信用修复管理办法》（国家发展改革委令 2025 年第 36 号）": "NDRC Decree 36 of 2025 (credit repair)",
    "《建筑市场信用管理暂行办法》（建市〔2017〕241号）": "Circular Jianshi [2017] 241 (construction market credit)",
    "《生产安全事故报告和调查处理条例》": "Decree 493 (accident reports)",
    "深圳市信用修复办理时限（3 个工作日，可延长 3 个工作日）": "Shenzhen (3 working days and 3 more)",
    "河南省信用修复办理时限（1 个工作日）": "Henan",
    "安徽省建筑市场信用管理规定：7 个工作日内记入": "Anhui construction market credit rules: entered within 7 working days",
    "安徽省建筑市场信用管理规定：移出后作为不良信息公布 3 年": "Anhui construction market credit rules",
    "《北京市建设工程质量条例》": "Beijing construction quality rules",
    "《河南省建设工程质量管理条例》": "Henan construction quality rules",
    "《浙江省建设工程质量管理条例》": "Zhejiang construction quality rules",
    "《房屋建筑工程质量保修办法》": "Decree 80 (building warranty)",
    "平台默认时限（非法定）": "platform default, not a law",
    "GF-2017-0201 附件3（示范文本，待核）": "GF-2017-0201 annex 3 (model contract, unverified)",
    "建质〔2017〕138号": "Circular Jianzhi [2017] 138",
    "行业惯例，无全国性规定，平台默认": "custom of the trade, no national rule: platform default",
    "；其他地区为平台默认": "; elsewhere platform default",
    "《建设工程施工合同（示范文本）》": "model construction contract",
    "通知时长为平台默认": "hours: platform default",
    "平台默认分工": "platform default",
    "表1 二级": "table 1, class 2",
    "表2 二级": "table 2, class 2",
    "分值为平台默认": "points: platform default",
    "情况复杂的可再延长 30 日": "30 days more if complicated",
    "《关于进一步明确城镇老旧小区改造工作要求的通知》": "Notice of 14 December 2021 (renovation of old communities)",
    "《民法典》": "Civil Code",
    "《建筑法》": "Construction Law",
    "《消防法》": "Fire Protection Law",
    "《物业管理条例》": "Decree 504 (property management)",
    "住房和城乡建设部令第2号": "MOHURD Decree 2 (filing)",
    "北京市老旧小区综合整治 2021 年 8 月通知": "Beijing notice of August 2021 (old communities)",
    "老旧小区改造工作要求的通知（2021年12月14日）附件": "Notice of 14 Dec 2021 (old communities), annex",
    "老旧小区改造工作要求的通知（2021年12月14日）": "Notice of 14 Dec 2021 (old communities)",
    "建质〔2014〕124号": "Circular Jianzhi [2014] 124",
    "《城市道路管理条例》": "Decree 198 (city roads)",
    "住建部令第37号": "MOHURD Decree 37",
    "平台默认期限": "days: platform default",
    "要求立即排除隐患，未规定期限": ": at once, no days given",
    "《房屋市政工程生产安全重大事故隐患判定标准（2024版）》": "Criteria of major hazards in construction (2024 edition)",
    "按十进制逐点比较，合格率不足即不合格": "compared point by point in decimals; a share too small fails",
    "《优化营商环境条例》": "Decree 722 (business environment)",
    "《行政处罚法》": "Administrative Penalty Law",
    "原受雇单位的年限为平台默认值": "years since a former employer: platform default",
    "平台默认比例（3%～5%），未找到统一规定": "platform default of 3 to 5 %: no general rule was found",
    "本平台自定（差异化检查频次），可由主管部门另行规定": "the platform's own (visits by credit), for the authority to set",
    "建办质〔2018〕31号": "Circular Jianbanzhi [2018] 31",
    " 等；风级风速换算未核对": " and others; wind force in m/s not verified",
    "安监总安健〔2012〕89号": "Circular Anjian [2012] 89",
    "（沿用 2005 版数值，未核对）": " (figures of the 2005 edition, not verified)",
    "各限值的标准见结果逐条列明": "the standard of each limit is in the answer",
    "建质〔2009〕291号": "Circular Jianzhi [2009] 291",
    "各地条例见结果": "local rules, named in the answer",
    "回访没有全国性间隔规定，各项依据见步骤": "no national rule of return visits; each basis is in the steps",
    "各时限的依据见步骤": "the basis of each time limit is in the steps",
    "各期限的条款见结果": "the clause of each period is in the answer",
    "各途径的依据见结果": "the basis of each way is in the answer",
    "及各地 12345 办理规定": "and local rules of the 12345 hotline",
    "《人民调解法》": "People's Mediation Law",
    "其余为平台默认": "the rest: platform default",
    "平台默认值，法律未规定": "platform default, no law says it",
    "国务院办公厅年度节假日安排通知": "the State Council's yearly notice of holidays",
    "《全国年节及纪念日放假办法》": "rules of public holidays",
    # Last: it is a part of longer ones above.
    "平台默认": "platform default",
}
_DIGITS = {digit: number for number, digit in enumerate("零一二三四五六七八九")}
_NUMERAL = "[零一二三四五六七八九十百]+"
_COUNTED = re.compile(r"第 ?([\d、.]+) ?条")
_PARAGRAPH = re.compile(r"第 ?(\d+) ?款")
#: a chapter and an item of a notice: 一（九）
_CHAPTER = re.compile(rf"({_NUMERAL})（({_NUMERAL})）")
_PLACES = (("附录", "appendix "), ("表", "table "))
_PART = re.compile(r"第 ?(\d+) ?章")
#: several articles under one 第 … 条: 第二十九、三十一条 and 第二百零一至二百零三条
_ARTICLES = re.compile(rf"第({_NUMERAL}(?:[、至]{_NUMERAL})+)条")
_ARTICLE = re.compile(rf"第?({_NUMERAL})条(?:（({_NUMERAL})）)?(?:第({_NUMERAL})款)?")


def cited(clause: str, locale: str) -> str:
    """Return a citation in `locale` ('en', or Chinese for anything else); unknown names stay Chinese."""
    if locale != "en":
        return clause
    for zh, en in LAWS.items():
        clause = clause.replace(zh, f"{en} ")
    clause = _ARTICLES.sub(_articles, clause)
    text = _ARTICLE.sub(_article, _PARAGRAPH.sub(r"(\1)", _COUNTED.sub(r"art. \1", clause)))
    text = _CHAPTER.sub(lambda found: f"{number(found[1])}({number(found[2])})", text)
    text = _PART.sub(r"ch. \1", text)
    for zh, en in _PLACES:
        text = re.sub(rf" ?{zh} ?(?=[A-Z\d])", f" {en}", text)
    for zh, en in (("、", ", "), ("；", "; "), ("，", ", ")):
        text = text.replace(zh, en)
    return " ".join(text.split()).replace(" ,", ",").replace(" ;", ";").replace(" :", ":")


def number(numeral: str) -> int:
    """Return the number of a Chinese numeral below a thousand: 四十九 is 49."""
    total, digit = 0, 0
    for each in numeral:
        if each in ("十", "百"):
            total += (digit or 1) * (10 if each == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[each]
    return total + digit


def _articles(found: re.Match[str]) -> str:
    return "art. " + re.sub(_NUMERAL, lambda each: str(number(each[0])), found[1]).replace("至", "–")


def _article(found: re.Match[str]) -> str:
    article, item, paragraph = found.groups()
    item_text = f"({number(item)})" if item else ""
    paragraph_text = f" para. {number(paragraph)}" if paragraph else ""
    return f"art. {number(article)}{item_text}{paragraph_text}"
