package index_test

import (
	"testing"

	"github.com/flowc-lang/flowc/compiler/index"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// TestNone: an index that nobody wants takes every note.
func TestNone(t *testing.T) {
	var x *index.Index
	at := diag.NewFile("a.flow", "abc").Span(0, 1)
	x.Use(at, x.Def(index.Def{Kind: index.Local, Name: "a", At: at}))
	x.Expr(index.Expr{At: at})
	x.Fail(at, "a")
	x.Scope(index.Scope{At: at})
	x.Site(index.Options{At: at})
	x.Give(at, &spec.Option{})
	x.Record(index.Record{At: at})
	if x.On() || testing.AllocsPerRun(10, func() { x.Expr(index.Expr{At: at}) }) > 0 {
		t.Error("it costs something")
	}
}

// TestFind: of what touches a place the narrowest is meant, and of two names the one
// that the cursor stands before.
func TestFind(t *testing.T) {
	f := diag.NewFile("a.flow", ".ab.cd + 1")
	x := index.New()
	ab := x.Def(index.Def{Kind: index.Field, Name: "ab", At: diag.NewFile("s.avsc", "ab").Span(0, 2)})
	x.Use(f.Span(1, 3), ab)
	x.Use(f.Span(1, 3), ab) // typed a second time
	x.Use(f.Span(4, 6), x.Def(index.Def{Kind: index.Builtin, Name: "cd"}))
	for _, e := range []struct {
		start, end int
		kind       types.Kind
	}{{0, 10, types.Int64}, {0, 6, types.Int32}, {0, 3, types.Record}, {9, 10, types.Int8}} {
		x.Expr(index.Expr{At: f.Span(e.start, e.end), Type: types.Of(e.kind)})
	}
	x.Fail(f.Span(0, 6), "`cd`")
	x.Sort()
	if len(x.Uses) != 2 || len(x.UsesOf(ab)) != 1 {
		t.Errorf("%+v", x.Uses)
	}
	for off, want := range map[int]string{1: "ab", 3: "ab", 4: "cd", 6: "cd"} {
		if u := x.UseAt("a.flow", off); u == nil || u.Def.Name != want {
			t.Errorf("at %d: %+v, want %s", off, u, want)
		}
	}
	if x.UseAt("a.flow", 8) != nil || x.UseAt("b.flow", 1) != nil {
		t.Error("a name where there is none")
	}
	for off, want := range map[int]types.Kind{2: types.Record, 5: types.Int32, 8: types.Int64, 10: types.Int8} {
		if e := x.ExprAt("a.flow", off); e == nil || e.Type.Kind != want {
			t.Errorf("at %d: %+v, want %s", off, e, want)
		}
	}
	if got := x.TypeOf("a.flow", 6); got == nil || got.Kind != types.Int32 {
		t.Errorf("what ends at 6 is %v", got)
	}
	if len(x.FailsIn(f.Span(0, 10))) != 1 || len(x.FailsIn(f.Span(0, 3))) != 0 {
		t.Error("what can fail is not where it was noted")
	}
}
