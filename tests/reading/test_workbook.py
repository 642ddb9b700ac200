"""Workbooks that LibreOffice makes xlsx of."""

import io
import zipfile

import pytest

from nlp_service.reading import Upload, read
from nlp_service.reading.office import soffice
from nlp_service.settings import Settings

INLINE = Settings(isolate=False)
XML = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="A"><Table><Row><Cell><Data ss:Type="String">Sáng kiến</Data></Cell></Row></Table></Worksheet></Workbook>"""
NUMBER = "<table:table-cell office:value-type='float' office:value='0.25'><text:p>0,25</text:p></table:table-cell>"

pytestmark = [pytest.mark.office, pytest.mark.skipif(soffice() is None, reason="needs LibreOffice")]


def test_excel_2003_xml():
    file = read([Upload("a.xls", XML.encode())], settings=INLINE).files[0]
    assert (file.status, file.format, file.text) == ("read", "xls", "Sáng kiến")


def test_opendocument():
    base = "urn:oasis:names:tc:opendocument:xmlns"
    cells = f"<table:table-cell office:value-type='string'><text:p>Sáng kiến</text:p></table:table-cell>{NUMBER}"
    content = (
        f"<office:document-content xmlns:office='{base}:office:1.0' xmlns:text='{base}:text:1.0' "
        f"xmlns:table='{base}:table:1.0' office:version='1.2'><office:body><office:spreadsheet>"
        f"<table:table table:name='A'><table:table-row>{cells}"
        "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f"<manifest:manifest xmlns:manifest='{base}:manifest:1.0'><manifest:file-entry manifest:full-path='/' "
        f"manifest:media-type='{kind}'/><manifest:file-entry manifest:full-path='content.xml' manifest:media-type='text/xml'/>"
        "</manifest:manifest>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, data in {"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest}.items():
            package.writestr(name, data)
    file = read([Upload("a.bin", buffer.getvalue())], settings=INLINE).files[0]
    assert (file.status, file.format) == ("read", "ods")
    assert file.text == "Sáng kiến\t0,25"
