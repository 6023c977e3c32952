package cassandra

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/flowc-lang/flowc/stdlib/cassandra/run"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// What the code generator fills in is there: a field for each option that is the
// driver's, and for each that follows from the program.
func TestFieldsExist(t *testing.T) {
	side, connection := Connector().Sink, Connection()
	fields := map[reflect.Type][]spec.Option{
		reflect.TypeFor[run.Sink]():       side.Options,
		reflect.TypeFor[run.Connection](): connection.Options,
	}
	for typ, options := range fields {
		for _, o := range options {
			if o.Field == "-" {
				continue
			}
			name := o.Field
			if name == "" {
				name = camel(o.Name)
			}
			if _, ok := typ.FieldByName(name); !ok {
				t.Errorf("option %s: %v has no field %s", o.Name, typ, name)
			}
			for _, args := range o.Args {
				for _, a := range args {
					if _, ok := typ.FieldByName(camel(a.Name)); !ok {
						t.Errorf("argument %s of option %s: %v has no such field", a.Name, o.Name, typ)
					}
				}
			}
		}
	}
	for _, d := range side.Derived {
		if _, ok := reflect.TypeFor[run.Sink]().FieldByName(d.Field); !ok {
			t.Errorf("the sink has no field %s", d.Field)
		}
	}
	if side.Type != "Sink" || connection.Type != "Connection" {
		t.Errorf("the types are %s and %s", side.Type, connection.Type)
	}
}

func camel(name string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(name, "_") {
		b.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return b.String()
}

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
