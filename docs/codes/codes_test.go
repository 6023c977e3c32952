package codes

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
)

const page = "# E0412: a title\n\nText one.\n\n- an item\n\n## Wrong\n\n```flow\nschema A { a: int64 }\n```\n\n```cql a.cql\nCREATE;\n```\n\n" +
	"## Right\n\n```flow load.flow\nflow 1\n\n// <byte 0xff>\n```\n\nA note.\n"

func TestParse(t *testing.T) {
	p, err := Parse(page)
	if err != nil {
		t.Fatal(err)
	}
	if p.Code != "E0412" || p.Title != "a title" || p.Text != "Text one.\n\n- an item" {
		t.Errorf("%+v", p)
	}
	want := []File{{"flow", Root, "schema A { a: int64 }\n"}, {"cql", "a.cql", "CREATE;\n"}}
	if len(p.Wrong.Files) != 2 || p.Wrong.Files[0] != want[0] || p.Wrong.Files[1] != want[1] || p.Wrong.Note != "" {
		t.Errorf("wrong: %+v", p.Wrong)
	}
	if p.Right.Note != "A note." || p.Right.Sources()["load.flow"] != "flow 1\n\n// \xff\n" {
		t.Errorf("right: %+v", p.Right)
	}
}

func TestParseRefuses(t *testing.T) {
	tests := []struct{ old, new, err string }{
		{"# E0412: ", "E0412: ", "the first line is not `# CODE: title`"},
		{"E0412: ", "E0412 ", "the first line is not `# CODE: title`"},
		{"## Wrong", "### Wrong", "there is no heading `## Wrong`"},
		{"## Right", "Right", "there is no heading `## Right`"},
		{"CREATE;\n```\n", "CREATE;\n", "wrong: the block of a.cql is never closed"},
		{"```flow load.flow", "```text load.flow", "right: the first code block is not a flow file"},
	}
	for _, tt := range tests {
		_, err := Parse(strings.Replace(page, tt.old, tt.new, 1))
		if err == nil || err.Error() != tt.err {
			t.Errorf("%q for %q: %v, want %s", tt.new, tt.old, err, tt.err)
		}
	}
}

func TestRead(t *testing.T) {
	for _, code := range Codes() {
		if p, err := Read(code); err != nil || p.Code != code {
			t.Errorf("%s: %v", code, err)
		}
	}
	for _, code := range []string{"E9999", "", "../codes/E0100", "E01\x00"} {
		if _, err := Read(code); !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrInvalid) {
			t.Errorf("%q: %v", code, err)
		}
	}
}
