package cassandra

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/flowc-lang/flowc/stdlib/spec"
)

// Every option says what it is for in one sentence, and its default is one of its
// words and within its bounds.
func TestOptionsAreComplete(t *testing.T) {
	all := append(slices.Clone(Connection().Options), Connector().Sink.Options...)
	for _, o := range all {
		t.Run(o.Name, func(t *testing.T) {
			if o.Type == 0 || o.When == 0 {
				t.Error("no type or no time")
			}
			if !strings.HasSuffix(o.Doc, ".") || len(o.Doc) < 20 {
				t.Errorf("doc %q", o.Doc)
			}
			if o.Required && o.Default != "" {
				t.Error("required, and has a default")
			}
			if o.Type == spec.Word && o.Default != "" && !slices.Contains(o.Words, o.Default) {
				t.Errorf("default %q is none of %q", o.Default, o.Words)
			}
			if o.Min > o.Max {
				t.Errorf("bounds %d..%d", o.Min, o.Max)
			}
		})
	}
}

func TestNamesAreUnique(t *testing.T) {
	for _, options := range [][]spec.Option{Connection().Options, Connector().Sink.Options} {
		seen := map[string]bool{}
		for _, o := range options {
			if seen[o.Name] {
				t.Errorf("%s stands twice", o.Name)
			}
			seen[o.Name] = true
		}
	}
}

func TestInsert(t *testing.T) {
	tests := []struct {
		columns []string
		ttl     time.Duration
		want    string
	}{
		{[]string{"id"}, 0, `INSERT INTO "shop"."orders" ("id") VALUES (?) USING TIMESTAMP ?`},
		{[]string{"id", "Note", `a"b`}, 0, `INSERT INTO "shop"."orders" ("id", "Note", "a""b") VALUES (?, ?, ?) USING TIMESTAMP ?`},
		{[]string{"id"}, 36 * time.Hour, `INSERT INTO "shop"."orders" ("id") VALUES (?) USING TTL 129600 AND TIMESTAMP ?`},
	}
	for _, tt := range tests {
		if got := Insert("shop", "orders", tt.columns, tt.ttl); got != tt.want {
			t.Errorf("got  %s\nwant %s", got, tt.want)
		}
	}
}
