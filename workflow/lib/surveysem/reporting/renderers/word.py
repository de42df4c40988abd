"""Word: the styles of the document, and what pandoc leaves to be done."""

import re
import subprocess
import zipfile
from pathlib import Path

from surveysem.errors import SurveySemError
from surveysem.reporting.renderers.zipped import rewrite

FONT = "Times New Roman"
_HEADING = re.compile(
    r'(<w:style [^>]*w:styleId="(Heading[1-9]|Title|TOCHeading)".*?</w:style>)', re.DOTALL
)
_SECTION = re.compile(r"<w:sectPr\b[^>]*?(?:/>|>.*?</w:sectPr>)", re.DOTALL)
_REFERENCES = re.compile(r"<w:(?:header|footer)Reference\b[^>]*/>")
_MARKED = re.compile(
    r'(?P<mark><w:bookmarkStart w:id="(?P<id>\d+)" [^>]*/>)\s*'
    r'(?P<head><w:p><w:pPr><w:pStyle w:val="Heading\d" ?/></w:pPr>)'
)
_TITLE = re.compile(r"<dc:title>(.*?)</dc:title>", re.DOTALL)
_TAB_STOP = re.compile(r"<w:defaultTabStop\b[^>]*/>")
_DRAWING = re.compile(r"<w:drawing>.*?</w:drawing>", re.DOTALL)
_SIZE = re.compile(r'cx="(\d+)" cy="(\d+)"')
LANDSCAPE_WIDTH, LANDSCAPE_HEIGHT = 9_180_000, 5_200_000
"""Room for a picture on a sideways page, in 360,000ths of a centimetre."""
_CAPTION = re.compile(r'<w:style [^>]*w:styleId="Caption".*?</w:style>', re.DOTALL)
_TABLE_STYLE = re.compile(r'<w:style w:type="table"[^>]*w:styleId="Table".*?</w:style>', re.DOTALL)

_PARAGRAPH = """<w:style w:type="paragraph" w:customStyle="1" w:styleId="{identifier}">
<w:name w:val="{name}"/><w:basedOn w:val="{base}"/><w:qFormat/><w:pPr>{layout}</w:pPr>
<w:rPr>{look}</w:rPr></w:style>"""
_CONTENTS = """<w:style w:type="paragraph" w:styleId="TOC{level}"><w:name w:val="toc {level}"/>
<w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:uiPriority w:val="39"/><w:pPr><w:tabs>
<w:tab w:val="right" w:pos="9638"/></w:tabs><w:spacing w:before="0" w:after="40"/>
<w:ind w:left="{left}"/></w:pPr></w:style>"""
"""A line of the contents: the page number stands at the right margin of an upright page."""
_STYLES = "".join(
    (
        _PARAGRAPH.format(
            identifier="TableText",
            name="Table Text",
            base="Normal",
            layout='<w:spacing w:before="20" w:after="20"/>',
            look='<w:sz w:val="16"/><w:szCs w:val="16"/>',
        ),
        _PARAGRAPH.format(
            identifier="TableTextKept",
            name="Table Text Kept",
            base="TableText",
            layout="<w:keepNext/>",
            look="",
        ),
        _PARAGRAPH.format(
            identifier="TableNote",
            name="Table Note",
            base="Normal",
            layout='<w:spacing w:before="60" w:after="280"/>',
            look='<w:color w:val="444444"/><w:sz w:val="17"/><w:szCs w:val="17"/>',
        ),
        _PARAGRAPH.format(
            identifier="Callout",
            name="Callout",
            base="BodyText",
            layout='<w:pBdr><w:left w:val="single" w:sz="24" w:space="8" '
            'w:color="B36B00"/></w:pBdr><w:shd w:val="clear" w:fill="FFF6E6"/>'
            '<w:spacing w:before="0" w:after="0"/><w:ind w:left="170"/>',
            look="",
        ),
        _PARAGRAPH.format(
            identifier="References",
            name="References",
            base="Normal",
            layout='<w:spacing w:before="0" w:after="100"/><w:ind w:left="425" w:hanging="425"/>',
            look="",
        ),
        _PARAGRAPH.format(
            identifier="TableTextSmall",
            name="Table Text Small",
            base="TableText",
            layout='<w:spacing w:before="10" w:after="10"/>',
            look='<w:sz w:val="14"/><w:szCs w:val="14"/>',
        ),
        _PARAGRAPH.format(
            identifier="TableTextSmallKept",
            name="Table Text Small Kept",
            base="TableTextSmall",
            layout="<w:keepNext/>",
            look="",
        ),
        *(_CONTENTS.format(level=level, left=340 * (level - 1)) for level in (1, 2)),
    )
)
_TABLE = """<w:style w:type="table" w:default="1" w:styleId="Table"><w:name w:val="Table"/>
<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblBorders>
<w:top w:val="single" w:sz="10" w:color="000000"/>
<w:bottom w:val="single" w:sz="10" w:color="000000"/>
</w:tblBorders><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="70" w:type="dxa"/>
<w:bottom w:w="0" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr>
<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>
<w:bottom w:val="single" w:sz="6" w:color="000000"/></w:tcBorders>
<w:vAlign w:val="bottom"/></w:tcPr>
</w:tblStylePr></w:style>"""
_FOOTER = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:pPr>
<w:jc w:val="center"/></w:pPr>
<w:r><w:rPr><w:sz w:val="18"/></w:rPr><w:fldChar w:fldCharType="begin"/></w:r>
<w:r><w:rPr><w:sz w:val="18"/></w:rPr><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>
<w:r><w:rPr><w:sz w:val="18"/></w:rPr><w:fldChar w:fldCharType="separate"/></w:r>
<w:r><w:rPr><w:sz w:val="18"/></w:rPr><w:t>1</w:t></w:r>
<w:r><w:rPr><w:sz w:val="18"/></w:rPr><w:fldChar w:fldCharType="end"/></w:r></w:p></w:ftr>"""
_HEADER = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:pPr><w:pBdr>
<w:bottom w:val="single" w:sz="4" w:space="3" w:color="808080"/></w:pBdr></w:pPr>
<w:fldSimple w:instr=" TITLE "><w:r><w:rPr><w:color w:val="444444"/><w:sz w:val="16"/></w:rPr>
<w:t>%TITLE%</w:t></w:r></w:fldSimple></w:p></w:hdr>"""
_WORDML = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def write_reference(path: Path) -> None:
    """Pandoc's reference document with the report's styles, A4 pages and page numbers."""
    import pypandoc

    done = subprocess.run(
        [pypandoc.get_pandoc_path(), "--print-default-data-file", "reference.docx"],
        capture_output=True,
        check=False,
    )
    if done.returncode != 0:
        raise SurveySemError("report: pandoc does not give its reference document")
    path.write_bytes(done.stdout)
    rewrite(
        path,
        {
            "word/styles.xml": _restyled,
            "word/document.xml": lambda xml: _SECTION.sub(_page, xml),
            "word/_rels/document.xml.rels": lambda xml: xml.replace(
                "</Relationships>",
                f'<Relationship Id="rIdFooter" Type="{_RELATIONS}/footer" '
                f'Target="footer1.xml"/><Relationship Id="rIdHeader" Type="{_RELATIONS}/header" '
                'Target="header1.xml"/></Relationships>',
            ),
            "[Content_Types].xml": lambda xml: xml.replace(
                "</Types>",
                '<Override PartName="/word/footer1.xml" '
                f'ContentType="{_WORDML}.footer+xml"/><Override PartName="/word/header1.xml" '
                f'ContentType="{_WORDML}.header+xml"/></Types>',
            ),
        },
        {"word/footer1.xml": _FOOTER, "word/header1.xml": _HEADER},
    )


def finish_document(path: Path) -> None:
    """Give every section head and page numbers, keep rows of tables whole, let words be divided."""
    with zipfile.ZipFile(path) as archive:
        properties = archive.read("docProps/core.xml").decode("utf-8")
    title = _TITLE.search(properties)
    rewrite(
        path,
        {
            "word/document.xml": _finished,
            "word/header1.xml": lambda xml: xml.replace("%TITLE%", title[1] if title else ""),
            "word/settings.xml": lambda xml: _TAB_STOP.sub(r"\g<0><w:autoHyphenation/>", xml),
        },
    )


def _page(_: re.Match[str]) -> str:
    return (
        '<w:sectPr><w:headerReference w:type="default" r:id="rIdHeader"/>'
        '<w:footerReference w:type="default" r:id="rIdFooter"/>'
        '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" '
        'w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
    )


def _restyled(xml: str) -> str:
    xml = xml.replace('<w:sz w:val="24" />', '<w:sz w:val="21"/>', 1)
    xml = xml.replace('<w:szCs w:val="24" />', '<w:szCs w:val="21"/>', 1)
    xml = re.sub(
        r'<w:rFonts w:asciiTheme="minorHAnsi"[^>]*?/>',
        f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}"/>',
        xml,
    )
    xml = _HEADING.sub(_plain_heading, xml)
    xml = re.sub(r'<w:color w:themeColor="accent1"[^>]*/>', '<w:color w:val="0B4F8A"/>', xml)
    xml = _TABLE_STYLE.sub(_TABLE, xml)
    xml = _CAPTION.sub(lambda found: found[0].replace("<w:i />", ""), xml)
    xml = re.sub(
        r'(<w:name w:val="Image Caption" ?/>\s*<w:basedOn [^>]*/>)',
        r"\1<w:pPr><w:keepNext/></w:pPr>",
        xml,
    )
    return xml.replace("</w:styles>", _STYLES + "</w:styles>")


def _plain_heading(found: re.Match[str]) -> str:
    sizes = {"Title": 40, "Heading1": 30, "Heading2": 25, "TOCHeading": 25}
    size = sizes.get(found[2], 22)
    style = re.sub(
        r"<w:rFonts[^>]*?/>", f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}"/><w:b/>', found[1]
    )
    style = re.sub(r"<w:color [^>]*?/>", '<w:color w:val="000000"/>', style)
    style = re.sub(r'<w:b(?:Cs)? w:val="0" ?/>', "", style)
    style = re.sub(r"<w:sz w:val=\"\d+\" ?/>", f'<w:sz w:val="{size}"/>', style)
    return re.sub(r'<w:jc w:val="center" ?/>', '<w:jc w:val="left"/>', style)


def _finished(xml: str) -> str:
    sections = _SECTION.findall(xml)
    references = "".join(_REFERENCES.findall(sections[-1])) if sections else ""

    def numbered(found: re.Match[str]) -> str:
        section = found[0]
        if _REFERENCES.search(section) or section.endswith("/>"):
            return section
        return re.sub(r"^(<w:sectPr\b[^>]*>)", rf"\g<1>{references}", section)

    xml = _widened(_marked(xml))
    xml = re.sub(r"<w:tr>(?!\s*<w:trPr)", "<w:tr><w:trPr><w:cantSplit/></w:trPr>", xml)
    return _SECTION.sub(numbered, xml)


def _marked(xml: str) -> str:
    """Bookmarks of headings within them: LibreOffice loses those beside the end of a table."""
    ids = "|".join(found["id"] for found in _MARKED.finditer(xml))
    ends = rf'<w:bookmarkEnd w:id="(?:{ids})" ?/>'
    within = r'\g<head>\g<mark><w:bookmarkEnd w:id="\g<id>" />'
    return _MARKED.sub(within, re.sub(ends, "", xml) if ids else xml)


def _widened(xml: str) -> str:
    """Give the pictures of sideways pages the width of those; pandoc sizes all for upright ones."""
    sections = re.split(r"(?<=</w:sectPr>)", xml)
    return "".join(
        _DRAWING.sub(_wide, section) if 'w:orient="landscape"' in section else section
        for section in sections
    )


def _wide(found: re.Match[str]) -> str:
    drawing = found[0]
    size = _SIZE.search(drawing)
    if not size:
        return drawing
    across, down = int(size[1]), int(size[2])
    factor = min(LANDSCAPE_WIDTH / across, LANDSCAPE_HEIGHT / down)
    wide = f'cx="{round(across * factor)}" cy="{round(down * factor)}"'
    return _SIZE.sub(wide, drawing)
