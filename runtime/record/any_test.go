package record

import "testing"

func TestAnyEqual(t *testing.T) {
	var a Arena
	for _, test := range []struct {
		x, y Any
		want bool
	}{
		{`1`, `1.0`, true},
		{`1e2`, `100`, true},
		{`9223372036854775807`, `9223372036854775806`, false},
		{`-0`, `0`, true},
		{`1`, `"1"`, false},
		{`"\u0061b"`, `"ab"`, true},
		{`"a"`, `"b"`, false},
		{``, `null`, true},
		{`null`, `false`, false},
		{`[1,2]`, `[ 1.0 , 2 ]`, true},
		{`[1,2]`, `[1]`, false},
		{`[1]`, `[1,2]`, false},
		{`[]`, `[]`, true},
		{`[]`, `{}`, false},
		{`{"a":1,"b":[2]}`, `{"b":[2.0],"\u0061":1}`, true},
		{`{"a":1}`, `{"a":1,"b":null}`, false},
		{`{"a":1,"b":null}`, `{"a":1}`, false},
		{`{"a":1,"a":2}`, `{"a":2}`, true},
		{`{"a":{"b":{"c":"x"}}}`, `{"a":{"b":{"c":"y"}}}`, false},
	} {
		if got := AnyEqual(&a, test.x, test.y); got != test.want {
			t.Errorf("%s == %s: %v", test.x, test.y, got)
		}
		if len(a.Bytes) != 0 {
			t.Errorf("%s == %s leaves %d bytes in the arena", test.x, test.y, len(a.Bytes))
		}
	}
}

func TestAnyPath(t *testing.T) {
	const v Any = `{"user":{"emails":["a@x","b@x",{"z":null}],"":1},"k":[[1,2],[3]]}`
	for _, test := range []struct {
		path string
		want Any
	}{
		{"user.emails[0]", `"a@x"`},
		{"user.emails[-2]", `"b@x"`},
		{"user.emails[2].z", `null`},
		{"user.emails[3]", ``},
		{"user.emails[-4]", ``},
		{"k[0][1]", `2`},
		{"k[1][1]", ``},
		{"user.", `1`},
		{"user.name.first", ``},
		{"k.a", ``},
		{"user[0]", ``},
		{"k[x]", ``},
		{"k[0", ``},
		{"k[0]x", ``},
		{"", v},
	} {
		if got := AnyPath(v, test.path); got != test.want {
			t.Errorf("%s: %s, want %s", test.path, got, test.want)
		}
	}
}

// TestAnyAllocs: schema-free data is looked at, compared, changed and written without
// memory of its own.
func TestAnyAllocs(t *testing.T) {
	a := Arena{Bytes: make([]byte, 0, 4096)}
	out := make([]byte, 0, 4096)
	in := []byte(`{"level":"error","m\u0073g":"disk \"full\"","host":{"name":"a","tags":["x",null,1.5]},"took_ms":12}`)
	edits := []Edit{{Name: "took_ms"}, {Name: "host", To: "machine", Value: -1}, {Name: "level", Value: -1, Drop: true}}
	if n := testing.AllocsPerRun(100, func() {
		a.Reset()
		v, i := JSONAny(in, 0)
		if i < 0 || v.Kind() != AnyObject || AnyTextOf(&a, AnyField(v, "msg")) != `disk "full"` || AnyPath(v, "host.tags[-1]") != "1.5" {
			t.Fatal("not found")
		}
		if !AnyEqual(&a, AnyField(v, "host"), `{"tags":["x",null,15e-1],"name":"\u0061"}`) {
			t.Fatal("not equal")
		}
		values := [...]Any{"13"}
		edited, ok := EditAny(&a, v, edits, values[:])
		if !ok {
			t.Fatal("not edited")
		}
		out = AppendAny(out[:0], edited)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
	if want := `{"m\u0073g":"disk \"full\"","machine":{"name":"a","tags":["x",null,1.5]},"took_ms":13}`; string(out) != want {
		t.Errorf("got %s, want %s", out, want)
	}
}
