from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st
from spacy.lang.vi import VietnameseDefaults
from spacy.vocab import create_vocab
from vietnamese_texts import text

from nlp_service.dossier import Block, BlockKind, Dossier, Location, SourceFile
from nlp_service.language import UndertheseaTokenizer, blocks_of, doc_offsets, dossier_doc, file_starts

NLP = SimpleNamespace(tokenizer=UndertheseaTokenizer(create_vocab("vi", VietnameseDefaults)))


def file(texts: list[str]) -> SourceFile:
    blocks, at = [], 0
    for index, part in enumerate(texts):
        blocks.append(Block(index, BlockKind.PARAGRAPH, part, at, at + len(part)))
        at += len(part) + 1
    return SourceFile("a.docx", "", "docx", "read", "\n".join(texts), tuple(blocks))


@given(st.lists(st.lists(text, max_size=4).map(file), min_size=1, max_size=3))
def test_blocks_are_found_again(files: list[SourceFile]) -> None:
    dossier = Dossier("d", "d", "", tuple(files))
    doc = dossier_doc(NLP, dossier)  # type: ignore[arg-type]
    assert doc.text == "\f".join(f.text for f in files)
    assert doc._.dossier is dossier
    starts = file_starts(dossier)
    real = [(i, b) for i, b in blocks_of(dossier) if b.text]
    assert len(real) == len(doc.spans["blocks"])
    for (index, block), span in zip(real, doc.spans["blocks"], strict=True):
        start, end = doc_offsets(starts, Location(index, None, block.index, block.start, block.end))
        assert doc.text[start:end] == block.text
        assert span.text.strip() == block.text.strip()
    assert [s.text.strip() for s in doc.spans["files"]] == [f.text.strip() for f in files if f.text]


def test_empty_dossier() -> None:
    doc = dossier_doc(NLP, Dossier("d", "d", "", ()))  # type: ignore[arg-type]
    assert len(doc) == 0
    assert not doc.spans["blocks"]
