package plan

import (
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/compiler/ir"
)

// TestMemory: pipelines share the buffers, and the members of a family are one of them.
func TestMemory(t *testing.T) {
	one := func() *Pipeline { return &Pipeline{Pipeline: &ir.Pipeline{}} }
	family := &Family{}
	member := func() *Pipeline { return &Pipeline{Pipeline: &ir.Pipeline{}, Family: family} }
	for _, test := range []struct {
		p    *Plan
		want string
	}{
		{&Plan{}, ""},
		{&Plan{Pipelines: []*Pipeline{one()}}, "38MiB for the pipeline:"},
		{&Plan{Pipelines: []*Pipeline{one(), member(), member()}, Families: []*Family{family}}, "19MiB for each of 2 pipelines:"},
	} {
		got := test.p.MemoryText()
		if !strings.Contains(got, test.want) || (got == "") != (test.want == "") {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}
