"""A document edited by LibreOffice itself, as a person would with its menus: a macro does it, and saves it."""

import os
import subprocess
from pathlib import Path
from xml.sax.saxutils import escape

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
# Said to be set up: else a new profile gets the macros that LibreOffice comes with over these.
SET_UP = """<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Setup/Office">
<prop oor:name="ooSetupInstCompleted" oor:op="fuse"><value>true</value></prop></item></oor:items>"""
LIBRARIES = """<library:libraries xmlns:library="http://openoffice.org/2000/library"
 xmlns:xlink="http://www.w3.org/1999/xlink"><library:library library:name="Standard" library:link="false"
 xlink:href="$(USER)/basic/Standard/script.xlb/" xlink:type="simple"/></library:libraries>"""
LIBRARY = """<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false"><library:element library:name="Hand"/></library:library>"""
MODULE = """<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Hand"
 script:language="StarBasic">{}</script:module>"""
MACRO = """
Sub Edit(url As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  Dim saved(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  saved(0).Name = "FilterName" : saved(0).Value = "MS Word 2007 XML"
  doc = StarDesktop.loadComponentFromURL(url, "_blank", 0, hidden())
  {}
  doc.storeToURL(url, saved())
  doc.close(True)
End Sub
Function Seek(doc, words As String)
  search = doc.createSearchDescriptor()
  search.SearchString = words
  Set Seek = doc.findFirst(search)
End Function
"""


def edit(soffice: str, document: Path, basic: str, folder: Path, timeout: float = 180) -> None:
    """Edits a .docx in its place: `doc` is it, `Seek(doc, words)` a range of it. folder: where the profile goes."""
    user = folder / "profile" / "user"
    parts = {
        "registrymodifications.xcu": SET_UP,
        "basic/script.xlc": LIBRARIES,
        "basic/Standard/script.xlb": LIBRARY,
        "basic/Standard/Hand.xba": MODULE.format(escape(MACRO.format(basic))),
    }
    for name, content in parts.items():
        (user / name).parent.mkdir(parents=True, exist_ok=True)
        (user / name).write_text(HEAD + content, encoding="utf-8")
    profile = f"-env:UserInstallation={user.parent.as_uri()}"
    macro = f'macro:///Standard.Hand.Edit("{document.resolve().as_uri()}")'
    before = document.read_bytes()
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    subprocess.run(
        [soffice, profile, "--headless", "--norestore", macro], timeout=timeout, check=True, env=environment
    )
    assert document.read_bytes() != before, "the macro has not run"
