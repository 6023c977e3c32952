package record

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

// tree is a value as encoding/json sees it.
func tree(t *testing.T, b []byte) any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%q: %v", b, err)
	}
	return v
}

// FuzzAny takes any bytes as schema-free data and compares what is found there, and
// what changes make of it, with encoding/json.
func FuzzAny(f *testing.F) {
	for _, s := range []string{
		`{"a":{"b":[1,{"c":null}]},"d":"x"}`, "{\n \"a\" : [ 1 ,\r\n 2 ] }", `{"\u0061":1,"a":2}`, `{"a\n":1,"\ud83d\ude00":{}}`,
		`[{"a":1},"a",-0.0,1e3]`, `"a"`, `null`, `{}`, `{"a":1,"b":2,"a":3}`, `{"":{"":1}}`,
	} {
		f.Add([]byte(s), "a", "b")
	}
	f.Add([]byte(`{"😀":1,"\\":2}`), "😀", `\`)
	f.Fuzz(func(t *testing.T, b []byte, name, other string) {
		v, ok := ParseAny(string(b))
		if !ok || !utf8.ValidString(name) || !utf8.ValidString(other) {
			return
		}
		var a Arena
		whole := tree(t, AnyBytes(v))
		object, isObject := whole.(map[string]any)
		if (v.Kind() == AnyObject) != isObject {
			t.Fatalf("%s is a %s", v, v.Kind())
		}
		want, there := object[name]
		if got := AnyField(v, name); (got != "") != there || there && !reflect.DeepEqual(tree(t, AnyBytes(got)), want) {
			t.Fatalf("%s: %q is %s, want %v", v, name, got, want)
		}
		line := AppendAny(nil, v)
		if bytes.ContainsAny(line, "\r\n") || !reflect.DeepEqual(tree(t, line), whole) {
			t.Fatalf("%q is written %q", v, line)
		}
		if !AnyEqual(&a, v, AnyOf(line)) {
			t.Fatalf("%s does not equal itself as %s", v, line)
		}
		if isObject {
			checkEdits(t, v, object, name, other)
		}
	})
}

// checkEdits sets, drops and renames.
func checkEdits(t *testing.T, v Any, object map[string]any, name, other string) {
	t.Helper()
	var a Arena
	set, ok := EditAny(&a, v, []Edit{{Name: name}}, []Any{`"set"`})
	want := clone(object)
	want[name] = "set"
	if got := tree(t, AnyBytes(set)); !ok || !reflect.DeepEqual(got, any(want)) || strings.Count(string(set), `"set"`) < 1 {
		t.Fatalf("%s: set %q gives %s", v, name, set)
	}
	dropped, ok := EditAny(&a, v, []Edit{{Name: name, Value: -1, Drop: true}}, nil)
	delete(want, name)
	if got := tree(t, AnyBytes(dropped)); !ok || !reflect.DeepEqual(got, any(want)) {
		t.Fatalf("%s: drop %q gives %s", v, name, dropped)
	}
	if rest := append(AppendRest([]byte("{"), 1, v, []string{name}), '}'); !reflect.DeepEqual(tree(t, rest), any(want)) {
		t.Fatalf("%s: without %q it is %s", v, name, rest)
	}
	if name == other {
		return
	}
	delete(want, other)
	if x, there := object[name]; there {
		want[other] = x
	}
	renamed, ok := EditAny(&a, v, []Edit{{Name: name, To: other, Value: -1}, {Name: other, Value: -1, Drop: true}}, nil)
	if got := tree(t, AnyBytes(renamed)); !ok || !reflect.DeepEqual(got, any(want)) {
		t.Fatalf("%s: rename %q to %q gives %s", v, name, other, renamed)
	}
}

func clone(m map[string]any) map[string]any {
	out := map[string]any{}
	for k, v := range m {
		out[k] = v
	}
	return out
}
