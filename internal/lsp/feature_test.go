package lsp_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// TestHover: what is said of a place in load.flow, and of nothing.
func TestHover(t *testing.T) {
	c := edit(t, with("  where .celsius != null\n", `  where .celsius != null
  let shift = "7".parse_int() ?? 0
  let far = .station.parse_int()! > 3
`))
	for _, h := range []struct {
		at   string
		want []string
	}{
		{"where .cel‸sius", []string{"celsius: decimal(5, 2)?", "A field of Reading", "reading.avsc:4"}},
		{"let cold = .cel‸sius", []string{"celsius: decimal(5, 2)?", "Not null here: `decimal(5, 2)`"}},
		{"cold = .celsius ‸< 0", nil},
		{"let co‸ld", []string{"let cold: bool"}},
		{"weather.col‸dest { *", []string{"table weather.coldest", "celsius: decimal  // key", "weather.cql:1"}},
		{"map weather.coldest { *, no‸te", []string{"note: string?", "the table weather.coldest"}},
		{"sink cas‸sandra", []string{"sink cassandra"}},
		{"sink console ou‸t", []string{"sink console out"}},
		{"from rea‸dings", []string{"topic readings on local", "load.flow:"}},
		{"param li‸mit", []string{"param limit: double", "The least that counts as cold."}},
		{"schema Rep‸ort", []string{"schema Report", "What stations say.", "kind: Kind"}},
		{"stati‸on: string", []string{"Name of the station. 🙂"}},
		{"tab‸le =", []string{"table", "An option of sink cassandra"}},
		{"wh‸ere .celsius", []string{"Keeps the records"}},
		{"‸pipeline load {", []string{"What flows where"}},
		{"pipeline lo‸ad", []string{"pipeline load", "once"}},
		{"tags:    li‸st", []string{"Elements in order"}},
		{`"7".parse_‸int()`, []string{"parse_int(s: string)! -> int64", "The whole number that the text is.", "Can fail here"}},
		{"parse_int()‸!", []string{"the error policy decides", "`parse_int`"}},
		{"‸?? 0", []string{"stands in", "`parse_int`"}},
		{"as a‸vro", []string{"converter avro", "Avro's binary encoding"}},
		{"{ local, ri‸ng }", []string{"connection cassandra ring", "connections.flow:2"}},
		{"enum Kind { CO‸LD", []string{"COLD", "A symbol of"}},
		{"/// What sta‸tions say.", nil},
	} {
		var got *struct{ Contents struct{ Value string } }
		c.call("textDocument/hover", c.place("load.flow", h.at), &got)
		if got == nil {
			if h.want != nil {
				t.Errorf("%s: nothing", h.at)
			}
			continue
		}
		for _, w := range h.want {
			if !strings.Contains(got.Contents.Value, w) {
				t.Errorf("%s: no %q in\n%s", h.at, w, got.Contents.Value)
			}
		}
		if h.want == nil && strings.Contains(h.at, "///") {
			t.Errorf("%s: %s", h.at, got.Contents.Value)
		}
	}
}

type place struct {
	URI   string
	Range span
}

// TestDefinition: from a name to where it is declared, in whichever file.
func TestDefinition(t *testing.T) {
	c := edit(t, weather)
	for _, d := range []struct{ at, file, text string }{
		{"where .cel‸sius", "reading.avsc", `"celsius"`},
		{"value: src.Rea‸ding", "reading.avsc", `"Reading"`},
		{"table = weather.col‸dest", "weather.cql", "weather.coldest"},
		{"*, no‸te", "weather.cql", "note"},
		{"on ri‸ng", "connections.flow", "ring"},
		{"import { local, ri‸ng", "connections.flow", "ring"},
		{"from rea‸dings", "load.flow", "readings"},
		{"if co‸ld", "load.flow", "cold"},
		{"kind:    Ki‸nd", "load.flow", "Kind"},
		{"${.sta‸tion}", "reading.avsc", `"station"`},
		{`import avro "read‸ing.avsc"`, "reading.avsc", ""},
		{`from "connec‸tions.flow"`, "connections.flow", ""},
	} {
		var got *place
		c.call("textDocument/definition", c.place("load.flow", d.at), &got)
		if got == nil {
			t.Errorf("%s: nothing", d.at)
			continue
		}
		text := weather[d.file]
		if got.URI != uri(d.file) || strings.Trim(textAt(text, got.Range), `"`) != strings.Trim(d.text, `"`) {
			t.Errorf("%s: %s %v", d.at, got.URI, got.Range)
		}
	}
}

// TestReferences: uses are found in every file of the project.
func TestReferences(t *testing.T) {
	c := edit(t, weather)
	for _, r := range []struct {
		file, at string
		decl     bool
		want     int
	}{
		{"load.flow", "param li‸mit", true, 1},
		{"connections.flow", "kafka lo‸cal", true, 4}, // the import, two topics
		{"connections.flow", "kafka lo‸cal", false, 3},
		{"load.flow", "let co‸ld", true, 2},
		{"load.flow", "schema Rep‸ort", true, 3},
		{"load.flow", "where .cel‸sius", false, 2},
	} {
		var got []place
		p := c.place(r.file, r.at)
		p["context"] = obj{"includeDeclaration": r.decl}
		c.call("textDocument/references", p, &got)
		if len(got) != r.want {
			t.Errorf("%s in %s: %d, want %d: %v", r.at, r.file, len(got), r.want, got)
		}
	}
}

// TestRename: every use follows, a text that stands for two fields is spelt out, and
// what would be a mistake is refused.
func TestRename(t *testing.T) {
	files := with("  from reports\n", "  from reports\n  map Report { .station, .tags, .kind, place = .place, former = null }\n  where .station != \"🙂\" && .place.city != \"\"\n")
	for _, r := range []struct{ file, at, to, want, refused string }{
		{"load.flow", "let co‸ld", "icy", "let icy = .celsius < 0\n  map weather.coldest { *, note = if icy then", ""},
		{"connections.flow", "kafka lo‸cal", "main", "import { main, ring }", ""},
		{"load.flow", "schema Place { ci‸ty", "town", ".place.town", ""},
		{"load.flow", "enum Ki‸nd", "Sort", "kind:    Sort", ""},
		{"load.flow", "map Report { .sta‸tion", "name", "map Report { .name, .tags", ""},
		{"load.flow", "param li‸mit", "cold", "", "that would be a mistake"},
		{"load.flow", "let co‸ld", "limit", "", "E0202"},
		{"load.flow", "let co‸ld", "a b", "", "is no name"},
		{"load.flow", "where .cel‸sius", "kelvin", "", "is declared in reading.avsc"},
		{"load.flow", "wh‸ere .celsius", "kelvin", "", "there is no name here"},
	} {
		c := edit(t, files)
		p := c.place(r.file, r.at)
		p["newName"] = r.to
		got := c.request("textDocument/rename", p)
		if got.Error != nil {
			if r.refused == "" || !strings.Contains(got.Error.Message, r.refused) {
				t.Errorf("%s: %s", r.at, got.Error.Message)
			}
			continue
		}
		if r.refused != "" {
			t.Errorf("%s: not refused: %s", r.at, got.Result)
			continue
		}
		var edit struct{ Changes map[string][]edits }
		if err := json.Unmarshal(got.Result, &edit); err != nil {
			t.Fatal(err)
		}
		text := applyEdits(files["load.flow"], edit.Changes[uri("load.flow")])
		if !strings.Contains(text, r.want) {
			t.Errorf("%s: no %q in\n%s", r.at, r.want, text)
		}
	}
}

// TestCodeActions: a sure fix is preferred, a guess is offered only.
func TestCodeActions(t *testing.T) {
	c := edit(t, with("table = weather.coldest", "tabel = weather.coldest"))
	type action struct {
		Title, Kind string
		IsPreferred bool
		Edit        struct{ Changes map[string][]edits }
	}
	ask := func(mark string, only ...string) []action {
		t.Helper()
		p := c.place("load.flow", mark)
		var got []action
		c.call("textDocument/codeAction", obj{
			"textDocument": p["textDocument"], "range": obj{"start": p["position"], "end": p["position"]}, "context": obj{"diagnostics": []any{}, "only": only},
		}, &got)
		return got
	}
	got := ask("ta‸bel")
	if len(got) != 1 || !got[0].IsPreferred || got[0].Kind != "quickfix" {
		t.Fatalf("%+v", got)
	}
	if text := applyEdits(c.files["/p/load.flow"], got[0].Edit.Changes[uri("load.flow")]); !strings.Contains(text, "{ table = weather.coldest }") {
		t.Error(text)
	}
	if got := ask("enum Ki‸nd", "source.fixAll"); len(got) != 1 || got[0].Kind != "source.fixAll" {
		t.Errorf("%+v", got)
	}
	if got := ask("enum Ki‸nd"); len(got) != 0 {
		t.Errorf("nothing is wrong there: %+v", got)
	}
	c.change("load.flow", strings.Replace(weather["load.flow"], "where .celsius", "where .celsus", 1))
	if got := ask(".cel‸sus"); len(got) != 1 || got[0].IsPreferred {
		t.Errorf("a guess: %+v", got)
	}
}

// TestInlayHints: what is not written is shown.
func TestInlayHints(t *testing.T) {
	c := edit(t, with("  from reports\n", "  from reports\n  map { .station, n = .tags.len() }\n  map Report { station = .station, kind = COLD, place = { city: \"x\", zip: null }, former = null, tags = [] }\n"))
	var got []struct {
		Label    string
		Position point
	}
	c.call("textDocument/inlayHint", obj{"textDocument": obj{"uri": uri("load.flow")}, "range": obj{"start": obj{"line": 0, "character": 0}, "end": obj{"line": 999, "character": 0}}}, &got)
	want := map[string]string{"load": "once", "cold": ": bool", "map": "{station: string, n: int64}", "show": "once"}
	for _, h := range got {
		line := strings.Split(c.files["/p/load.flow"], "\n")[h.Position.Line]
		word := line[strings.LastIndexByte(line[:h.Position.Character], ' ')+1 : h.Position.Character]
		if w, ok := want[word]; !ok || !strings.Contains(h.Label, w) {
			t.Errorf("%q behind %q", h.Label, word)
		}
		delete(want, word)
	}
	if len(want) > 0 {
		t.Errorf("not shown: %v in %v", want, got)
	}
}

// TestSignatureHelp: the form that fits, and the parameter at the cursor.
func TestSignatureHelp(t *testing.T) {
	for _, s := range []struct {
		text, want string
		param      int
	}{
		{"let x = mask(.station, ‸", "mask(s: string", 1},
		{"let x = .station.mask(‸", "mask(keep_last: int64", 0},
		{"let x = .station.replace(\"a\", ‸)", "replace(old: string, new: string)", 1},
		{"let x = div(1, mod(2, ‸))", "mod(x: int64, y: int64)", 1},
		{"let x = ‸", "", 0},
	} {
		before, _, _ := strings.Cut(s.text, "‸")
		c := edit(t, with("from reports", "from reports\n  "+strings.Replace(s.text, "‸", "", 1)))
		var got *struct {
			Signatures      []struct{ Label string }
			ActiveSignature int
			ActiveParameter int
		}
		c.call("textDocument/signatureHelp", c.place("load.flow", "reports\n  "+before+"‸"), &got)
		switch {
		case got == nil:
			if s.want != "" {
				t.Errorf("%s: nothing", s.text)
			}
		case s.want == "" || !strings.Contains(got.Signatures[got.ActiveSignature].Label, s.want) || got.ActiveParameter != s.param:
			t.Errorf("%s: %+v", s.text, got)
		}
	}
}

// TestSymbols: the outline of a file, and names across the workspace.
func TestSymbols(t *testing.T) {
	c := edit(t, weather)
	var outline []struct {
		Name     string
		Children []struct{ Name string }
	}
	c.call("textDocument/documentSymbol", obj{"textDocument": obj{"uri": uri("load.flow")}}, &outline)
	var names []string
	for _, s := range outline {
		names = append(names, s.Name)
		if s.Name == "Report" && len(s.Children) != 5 || s.Name == "load" && len(s.Children) != 5 {
			t.Errorf("%s: %v", s.Name, s.Children)
		}
	}
	if want := "src weather limit Kind Place Report readings reports coldest out load show"; strings.Join(names, " ") != want {
		t.Errorf("%v", names)
	}
	var found []struct{ Name, ContainerName string }
	c.call("workspace/symbol", obj{"query": "re"}, &found)
	names = nil
	for _, f := range found {
		names = append(names, f.Name)
	}
	slices.Sort(names)
	if strings.Join(names, " ") != "Report readings reports" {
		t.Errorf("%v", names)
	}
}

// TestFormatting: the edits are those of flowc fmt, and only the lines asked for.
func TestFormatting(t *testing.T) {
	text := "pipeline  p{\n\n\n  from a // 🙂\n  let   x=1\n      where   .b\n  to c\n}\n\n\n"
	want := "pipeline p {\n  from a // 🙂\n  let x = 1\n  where .b\n  to c\n}\n"
	c := edit(t, map[string]string{"a.flow": text})
	var got []edits
	c.call("textDocument/formatting", obj{"textDocument": obj{"uri": uri("a.flow")}, "options": obj{}}, &got)
	if out := applyEdits(text, got); out != want {
		t.Errorf("%q", out)
	}
	c.call("textDocument/rangeFormatting", obj{"textDocument": obj{"uri": uri("a.flow")}, "options": obj{}, "range": obj{"start": obj{"line": 4, "character": 3}, "end": obj{"line": 4, "character": 4}}}, &got)
	if out := applyEdits(text, got); out != strings.Replace(text, "  let   x=1", "  let x = 1", 1) {
		t.Errorf("%q", out)
	}
	c.change("a.flow", want)
	c.call("textDocument/formatting", obj{"textDocument": obj{"uri": uri("a.flow")}, "options": obj{}}, &got)
	if len(got) != 0 {
		t.Errorf("nothing is left to do: %v", got)
	}
}
