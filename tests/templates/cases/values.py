# SPDX-License-Identifier: Apache-2.0
"""Values: what a value may hold, and where it stands."""
import re

from build import archive, docx, frame, odt, p, picture, png, r, span, tbl, tcell, tp, tr, trow, ttable
from frame import case
from kit import same
from look import OFFICE, TABLE, URN

SVG = URN % "svg-compatible"


def one(name, inner, value, expected, **more):
    """One paragraph with the tag {{x}}, the same text in both formats."""
    same(name, [inner], [expected], {"x": value}, **more)


def words(what, *pieces):
    """The bytes of the main part hold these pieces."""
    def look_at(out):
        data = out.parts[out.main_name].decode()
        yield from (f"{what}: “{piece}” is not in {out.main_name}" for piece in pieces if piece not in data)
    return look_at


# --- characters -----------------------------------------------------------------------------------------------------------

one("a name", "Bonjour {{x}} !", "Léa", "Bonjour Léa !")
one("markup characters", "[{{x}}]", "a < b & c > d \"e\" 'f' ]]> <w:p/>", "[a < b & c > d \"e\" 'f' ]]> <w:p/>]")
one("a value that looks like an entity", "[{{x}}]", "&amp; &#65; &eacute;", "[&amp; &#65; &eacute;]")
one("a value that looks like a tag", "[{{x}}]", "{{y}} {{#z}}", "[{{y}} {{#z}}]", braces=True)
one("a value that looks like Markdown", "[{{x}}]", "**gras** [a](b) # c", "[**gras** [a](b) # c]")
one("three braces are escaped too", "[{{{x}}}{{&amp;x}}]", "<b>&", "[<b>&<b>&]")
one("leading and trailing spaces", "[{{x}}]", "   a   b  ", "[   a   b  ]")
one("only spaces", "[{{x}}]", "    ", "[    ]", lo=[])
one("a value with spaces alone in its paragraph", "{{x}}", "  a  ", "  a  ")
one("spaces where the text keeps none", "{{x}}", " a", " a")
one("newlines", "[{{x}}]", "a\nb\n\nc", "[a\nb\n\nc]")
one("carriage returns", "[{{x}}]", "a\r\nb\rc", "[a\nb\nc]")
one("newlines at the ends", "[{{x}}]", "\na\n", "[\na]")
one("tabs", "[{{x}}]", "\ta\tb\t", "[\ta\tb\t]")
one("tabs, newlines and spaces together", "[{{x}}]", " \t \n  b", "[ \t \n  b]")
one("text beyond the BMP", "[{{x}}]", "😀 𝒳 👩‍👩‍👧 𐍈", "[😀 𝒳 👩‍👩‍👧 𐍈]")
one("right to left", "[{{x}}]", "שלום עולם مرحبا", "[שלום עולם مرحبا]")
one("combining and invisible characters", "[{{x}}]", "e\u0301 a\u00adb c\u200bd \ufeffe", "[e\u0301 a\u00adb c\u200bd \ufeffe]", lo=[])
one("no-break spaces", "[{{x}}]", "12\u202f000\u00a0€\u00a0", "[12\u202f000\u00a0€\u00a0]")
one("private use", "[{{x}}]", "\ue000\uf0b7\U00100000\U0010fffd", "[\ue000\uf0b7\U00100000\U0010fffd]", lo=[])
one("the last characters that XML allows", "[{{x}}]", "\ud7ff\ufffd", "[\ud7ff\ufffd]", lo=[])
one("200,000 characters", "[{{x}}]", "mot à mot " * 20000, "[" + "mot à mot " * 20000 + "]", lo=["[mot à mot mot à mot"], mutable=False)
one("200,000 characters without a space", "[{{x}}]", "é" * 200000, "[" + "é" * 200000 + "]", lo=[], mutable=False)

for code in (0x0, 0x1, 0x8, 0xB, 0xC, 0x1F, 0xFFFE, 0xFFFF):
    same(f"the character U+{code:04X}", ["ici {{x}}"], None, b'{"x": "a\\u%04xb"}' % code, errors=[("Y-032", f"U+{code:04X}", "data.json:1:7")])
same("half a surrogate pair", ["ici {{x}}"], None, b'{"x": "a\\ud800b"}', errors=["Y-053"])

# --- kinds of values ------------------------------------------------------------------------------------------------------

one("an empty text", "[{{x}}]", "", "[]")
one("null", "[{{x}}]", None, "[]")
one("true", "[{{x}}]", True, "[true]")
same("numbers as written", ["{{a}} {{b}} {{c}} {{d}} {{e}}"], ["0 1.50 -3 12345678901234567890 1e3"], "a: 0\nb: 1.50\nc: -3\nd: 12345678901234567890\ne: 1e3\n")
same("a number in JSON as written", ["{{a}} {{b}}"], ["1.50 1E+2"], b'{"a": 1.50, "b": 1E+2}')
same("YAML 1.2 words stay text", ["{{a}} {{b}} {{c}} {{d}}"], ["yes no on 007"], "a: yes\nb: no\nc: on\nd: 007\n")
same("a date stays as written", ["{{d}}"], ["2026-09-21"], "d: 2026-09-21\n")
same("forms of a number", ["{{prix.montant}}"], ["1\u202f234\u202f567,89\u00a0€"], {"prix": 1234567.89})
same("a map where a text is needed", ["{{m}}"], None, {"m": {"a": 1}}, errors=[("T-011", "“m”", "§ 1")])
same("a list where a text is needed", ["{{m}}"], None, {"m": [1]}, errors=[("T-011", "“m”", "§ 1")])
same("missing names, all of them", ["{{a}} {{b}}", "{{c}}"], None, {"d": 1}, errors=["T-010", "T-010", "T-010"])
same("missing: empty", ["[{{a}}]"], ["[]"], {"b": 1}, args=["--missing", "empty"])
same("missing: mark", ["[{{a}}]"], None, {"b": 1}, args=["--missing", "mark"], contains=["[", "a", "]"], braces=True)
same("a paragraph whose value is empty stays", ["a", "{{x}}", "b"], ["a", "", "b"], {"x": ""})
same("the same name again", ["{{x}}{{x}} {{x}}"], ["aa a"], {"x": "a"})
same("names of any letters", ["{{é}} {{日本}} {{a-b}} {{a_b}} {{2}}"], ["1 2 3 4 5"], {"é": 1, "日本": 2, "a-b": 3, "a_b": 4, "2": 5})
same("text beside tags stays as it is", ["&lt;&amp;&gt; ’ “{{x}}” – &#233;\u00a0; {"], ["<&> ’ “a” – é\u00a0; {"], {"x": "a"})

# --- where it stands: text without xml:space, other prefixes, CDATA, comments -------------------------------------------

case("spaces in a text that keeps none", docx=docx('<w:p><w:r><w:t>{{x}}</w:t></w:r></w:p>'), data={"x": "  a "}, text=["  a "])
case("text around a tag in a text that keeps no space", docx=docx('<w:p><w:r><w:t>a {{x}} b</w:t></w:r></w:p>'), data={"x": "x"}, text=["a x b"])
case("an XML comment inside a tag", docx=docx(p(r("<w:t>{{no<!-- non -->m}}</w:t>"))), odt=odt(tp("{{no<!-- non -->m}}")), data={"nom": "x"}, text=["x"])
def renamed(data, prefix, other):
    """The package with another prefix in all its XML."""
    import io
    import zipfile
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {n: package.read(n) for n in package.namelist()}
    for name in (n for n in parts if n.endswith(".xml")):
        text = parts[name].decode()
        text = re.sub(rf"(</?){prefix}:", rf"\g<1>{other + ':' if other else ''}", text)
        text = re.sub(rf"(\s){prefix}:(?=[\w-]+=)", rf"\g<1>{other or prefix}:", text)
        declared = f"xmlns:{other}=" if other else f'xmlns:{prefix}="{re.search(rf"xmlns:{prefix}=.([^{chr(34)}]*)", text).group(1)}" xmlns=' if f"xmlns:{prefix}=" in text else ""
        parts[name] = (text.replace(f"xmlns:{prefix}=", declared) if declared else text).encode()
    return archive(parts)


BODY = p("{{#l}}") + p("a ", r("{{."), r("}}", "<w:b/>")) + p("{{/l}}") + tbl(tr("{{#l}}{{.}}", "b{{/l}}"))
case("another prefix", docx=renamed(docx(BODY), "w", "ns0"), odt=renamed(odt(tp("{{#l}}") + tp("a {{" + span(".}}")) + tp("{{/l}}")), "text", "t"), data={"l": ["x", "y"]}, contains=["a x", "a y"])
case("the default namespace", docx=renamed(docx(BODY), "w", ""), odt=renamed(odt(tp("{{#l}}") + tp("a {{" + span(".}}")) + tp("{{/l}}")), "text", ""), data={"l": ["x", "y"]}, contains=["a x", "a y"])

# --- attributes -------------------------------------------------------------------------------------------------------------


def alt(expected):
    """The alternative text of the only picture."""
    def look_at(out):
        if out.kind == "docx":
            found = [n.get("descr") for n in out.main.iter() if n.tag.endswith("}docPr")]
        else:
            found = [n.text for n in out.main.iter(SVG + "desc")]
        if found != [expected]:
            yield f"alternative texts {found}, wanted “{expected}”"
    return look_at


for name, value in (("quotes and markup in an alternative text", "\"a\" 'b' <c> & d"), ("no-break space and euro in an alternative text", "12\u00a0€ 😀")):
    case(name, docx=docx(p(picture("rId1", alt="Logo {{x}} fin")), rels=[("rId1", "image", "media/i.png")], media={"i.png": png()}),
         odt=odt(tp(frame('<draw:image xlink:href="Pictures/i.png" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/>', more="<svg:desc>Logo {{x}} fin</svg:desc>")), media={"i.png": png()}),
         data={"x": value}, contains=[], check=alt(f"Logo {value} fin"))
case("a character reserved for marks in an attribute", docx=docx(p(picture("rId1", alt="\U00100000 {{x}} \U0010fffd")), rels=[("rId1", "image", "media/i.png")], media={"i.png": png()}), data={"x": "a"}, contains=[], check=alt("\U00100000 a \U0010fffd"))
case("a section in an attribute", docx=docx(p(picture("rId1", alt="{{#l}}{{.}}, {{/l}}fin")), rels=[("rId1", "image", "media/i.png")], media={"i.png": png()}), data={"l": [1, 2]}, contains=[], check=alt("1, 2, fin"))
case("newline and tab in an attribute", docx=docx(p(picture("rId1", alt="Logo {{x}}")), rels=[("rId1", "image", "media/i.png")], media={"i.png": png()}), data={"x": "a\nb\tc"}, contains=[], check=alt("Logo a\nb\tc"))

# --- typed cells of ODF -----------------------------------------------------------------------------------------------------


def typed(name, props, value, wanted, shown=None):
    """A cell with a type and an old value, filled; wanted: attributes that it must have then (None: must not)."""
    def look_at(out):
        cell = next(out.main.iter(TABLE + "table-cell"))
        for attribute, expected in wanted.items():
            found = cell.get(OFFICE + attribute)
            if found != expected:
                yield f"office:{attribute} is {found}, wanted {expected}"
    case(name, odt=odt(ttable(trow(tcell("{{x}}", props=props)), columns=1)), data={"x": value}, text=[shown or str(value)], check=look_at, lo=[])


typed("text cell", 'office:value-type="string"', "a", {"value-type": "string", "string-value": None})
case("braces as character references", docx=docx(p("&#123;&#x7B;x&#125;}")), odt=odt(tp("&#123;&#x7B;x&#125;}")), data={"x": "a"}, text=["a"])
typed("number cell", 'office:value-type="float" office:value="0"', 1234.5, {"value-type": "float", "value": "1234.5"})
typed("number cell without value", 'office:value-type="float" office:value="0"', "aucun", {"value-type": "string", "value": None})
typed("date cell", 'office:value-type="date" office:date-value="1999-12-31"', "2026-09-21", {"value-type": "date", "date-value": "2026-09-21"})
typed("date cell given another text", 'office:value-type="date" office:date-value="1999-12-31"', "bientôt", {"value-type": "string", "date-value": None})
typed("boolean cell", 'office:value-type="boolean" office:boolean-value="false"', True, {"value-type": "boolean", "boolean-value": "true"}, shown="true")
case("tag in CDATA", docx=docx(p(r("<w:t><![CDATA[a & {{x}} <]]></w:t>"))), odt=odt(tp("<![CDATA[a & {{x}} <]]>")), data={"x": "x"}, text=["a & x <"])
typed("number cell given a text of digits", 'office:value-type="float" office:value="0"', "12", {"value-type": "string", "value": None})
typed("percentage cell", 'office:value-type="percentage" office:value="0"', 0.07, {"value-type": "string", "value": None})
typed("currency cell", 'office:value-type="currency" office:currency="EUR" office:value="0"', 50, {"value-type": "currency", "value": "50"})
typed("text cell with its value", 'office:value-type="string" office:string-value="vieux"', "neuf", {"value-type": "string", "string-value": None})
