package check

import (
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// records types the records of a list by the node that they are given to, or
// expected at.
func (c *testCase) records(n *ir.Node, list *dsl.List, given bool) []ir.TestRecord {
	var out []ir.TestRecord
	for _, x := range list.Items {
		r := ir.TestRecord{At: x.At()}
		if call, word := calledWord(x); word == "record" {
			c.recordParts(&r, n, call, given)
		} else {
			c.valueOf(&r, n, x)
		}
		out = append(out, r)
	}
	return out
}

// calledWord is the name of the function that x calls; empty where it calls none.
func calledWord(x dsl.Expr) (*dsl.Call, string) {
	call, ok := x.(*dsl.Call)
	if !ok {
		return nil, ""
	}
	word, _ := wordOf(call.Fn)
	return call, word
}

// valueOf types the value of a record: a literal, or raw_bytes("00 ff").
func (c *testCase) valueOf(r *ir.TestRecord, n *ir.Node, x dsl.Expr) {
	if call, word := calledWord(x); word == "raw_bytes" {
		raw, ok := c.rawBytes(call)
		if n.Value.Converter == nil && ok {
			d := diag.Diagnostic{Code: "E0902", Message: fmt.Sprintf("`%s` has no bytes: no converter is at work there", n.Name), At: x.At()}
			label(&d, n.At, "declared here")
			c.wrong(d)
		}
		r.Raw = raw
		c.sound = c.sound && ok
		return
	}
	t := n.Value.Type
	if _, null := x.(*dsl.Null); null && n.Key == nil && ir.KeyOfNode(n) != nil {
		t = types.OptionalOf(t) // a row that is deleted
	}
	of := valueTarget{what: "a value of `" + n.Name + "`", at: n.Value.At, partial: ofDeadLetters(n.Value.Type)}
	if r.Value = c.literal(x, t, of); isBad(r.Value) {
		c.sound = false
	}
}

// ofDeadLetters reports whether a type is that of dead letters: a test names the fields
// that matter, the others hold places and times that nobody wants to write down.
func ofDeadLetters(t *types.Type) bool {
	t = t.Strip()
	return t.Kind == types.Record && t.Record.Name == "DeadLetter"
}

// rawBytes reads raw_bytes("00 ff"): hexadecimal digits, spaces for the eye.
func (s *scope) rawBytes(call *dsl.Call) ([]byte, bool) {
	const usage = `raw_bytes takes hexadecimal digits:  raw_bytes("00 ff")`
	if len(call.Args) == 1 && call.Args[0].Name == nil {
		if t, ok := call.Args[0].Value.(*dsl.Text); ok {
			text, plain := t.Plain()
			raw, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
			if plain && err == nil {
				return raw, true
			}
		}
	}
	s.add(diag.Diagnostic{Code: "E0902", Message: "these are no bytes", At: call.At(), Helps: []string{usage}})
	return nil, false
}

// recordParts reads record(key: …, value: …, headers: {…}, timestamp: …).
func (c *testCase) recordParts(r *ir.TestRecord, n *ir.Node, call *dsl.Call, given bool) {
	names := []string{"key", "value", "headers", "timestamp"}
	seen := map[string]bool{}
	for _, a := range call.Args {
		name := ""
		if a.Name != nil {
			name = a.Name.Text
		}
		if !contains(names, name) || seen[name] {
			c.wrong(diag.Diagnostic{Code: "E0405", Message: "`record` takes no such argument", At: a.At(), Helps: []string{"its arguments are " + joined(names, "and") + ", each by its name, once"}})
			continue
		}
		seen[name] = true
		c.recordPart(r, n, name, a.Value)
	}
	if given && !seen["value"] {
		c.wrong(diag.Diagnostic{Code: "E0902", Message: "this record has no value", At: call.At(), Helps: []string{"say it:  record(key: …, value: …)"}})
	}
}

func (c *testCase) recordPart(r *ir.TestRecord, n *ir.Node, name string, x dsl.Expr) {
	switch name {
	case "value":
		c.valueOf(r, n, x)
	case "key":
		key, at := ir.KeyOfNode(n), n.At
		if key == nil {
			d := diag.Diagnostic{Code: "E0902", Message: fmt.Sprintf("records of `%s` have no key", n.Name), At: x.At()}
			label(&d, n.At, "declared here")
			c.wrong(d)
			return
		}
		if n.Key != nil {
			at = n.Key.At
		}
		if r.Key = c.literal(x, key, valueTarget{what: "the key of `" + n.Name + "`", at: at}); isBad(r.Key) {
			c.sound = false
		}
	case "timestamp":
		v, ok := c.literal(x, millis(), valueTarget{what: "the timestamp of a record"}).(*ir.Const)
		c.sound = c.sound && ok && !isBad(v)
		r.Timestamp = v
	case "headers":
		r.HasHeaders = true
		c.headers(r, x)
	}
}

// headers reads { name: "text", other: raw_bytes("00"), gone: null }.
func (c *testCase) headers(r *ir.TestRecord, x dsl.Expr) {
	lit, ok := x.(*dsl.RecordLit)
	if !ok {
		c.wrong(diag.Diagnostic{Code: "E0902", Message: "the headers of a record are written as one", At: x.At(), Helps: []string{`like this:  headers: { source: "shop", "trace-id": "17" }`}})
		return
	}
	for _, f := range lit.Fields {
		h := ir.TestHeader{Name: f.Name.Text}
		call, word := calledWord(f.Value)
		t, isText := f.Value.(*dsl.Text)
		_, null := f.Value.(*dsl.Null)
		switch {
		case word == "raw_bytes":
			raw, ok := c.rawBytes(call)
			h.Value, c.sound = raw, c.sound && ok
		case isText:
			text, plain := t.Plain()
			h.Value, c.sound = []byte(text), c.sound && plain
		case !null:
			c.wrong(diag.Diagnostic{Code: "E0902", Message: fmt.Sprintf("the header `%s` is a text, null, or raw_bytes", h.Name), At: f.Value.At()})
			continue
		}
		r.Headers = append(r.Headers, h)
	}
}
