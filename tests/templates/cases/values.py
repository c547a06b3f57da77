# SPDX-License-Identifier: Apache-2.0
"""Values: what a value may hold, and where it stands."""
from build import docx, odt, p, tp
from frame import case


def both(name, inner, data, expected, **more):
    """One paragraph of the same text in both formats."""
    case(name, docx=docx(p(inner)), odt=odt(tp(inner)), data=data, text=[expected], **more)


both("a name", "Bonjour {{nom}} !", {"nom": "Léa"}, "Bonjour Léa !")
both("markup characters", "[{{x}}]", {"x": "a < b & c > d \"e\" 'f' ]]> <w:p/>"}, "[a < b & c > d \"e\" 'f' ]]> <w:p/>]")
both("a value that looks like a tag", "[{{x}}]", {"x": "{{y}} {{#z}}"}, "[{{y}} {{#z}}]", braces=True)
both("leading and trailing spaces", "[{{x}}]", {"x": "   a   b  "}, "[   a   b  ]")
both("a missing name", "Bonjour {{nom}}", {"autre": 1}, "", errors=[("T-010", "“nom”", "§ 1", "Bonjour")])
