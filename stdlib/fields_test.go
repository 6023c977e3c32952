package stdlib_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/runtime/kafka"
	"github.com/flowc-lang/flowc/runtime/registry"
	"github.com/flowc-lang/flowc/stdlib"
	cassandra "github.com/flowc-lang/flowc/stdlib/cassandra/run"
	console "github.com/flowc-lang/flowc/stdlib/console/run"
	datagen "github.com/flowc-lang/flowc/stdlib/datagen/run"
	file "github.com/flowc-lang/flowc/stdlib/file/run"
	topic "github.com/flowc-lang/flowc/stdlib/kafka/run"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// configs are the configs of the drivers, by package and type.
var configs = map[string]reflect.Type{
	"github.com/flowc-lang/flowc/runtime/kafka.Connection":        reflect.TypeFor[kafka.Connection](),
	"github.com/flowc-lang/flowc/runtime/registry.Connection":     reflect.TypeFor[registry.Connection](),
	"github.com/flowc-lang/flowc/stdlib/kafka/run.SourceConfig":   reflect.TypeFor[topic.SourceConfig](),
	"github.com/flowc-lang/flowc/stdlib/kafka/run.SinkConfig":     reflect.TypeFor[topic.SinkConfig](),
	"github.com/flowc-lang/flowc/stdlib/file/run.SourceConfig":    reflect.TypeFor[file.SourceConfig](),
	"github.com/flowc-lang/flowc/stdlib/file/run.SinkConfig":      reflect.TypeFor[file.SinkConfig](),
	"github.com/flowc-lang/flowc/stdlib/console/run.SinkConfig":   reflect.TypeFor[console.SinkConfig](),
	"github.com/flowc-lang/flowc/stdlib/datagen/run.SourceConfig": reflect.TypeFor[datagen.SourceConfig](),
	"github.com/flowc-lang/flowc/stdlib/cassandra/run.Sink":       reflect.TypeFor[cassandra.Sink](),
	"github.com/flowc-lang/flowc/stdlib/cassandra/run.Connection": reflect.TypeFor[cassandra.Connection](),
}

// field follows a path of names from a config.
func field(t reflect.Type, path string) bool {
	for name := range strings.SplitSeq(path, ".") {
		f, ok := t.FieldByName(name)
		if !ok || !f.IsExported() {
			return false
		}
		t = f.Type
	}
	return true
}

// TestFields proves that every option of a driver that exists has its field.
func TestFields(t *testing.T) {
	check := func(where, pkg, name string, options []spec.Option, derived []spec.Derived) {
		config, ok := configs[pkg+"."+name]
		if !ok {
			t.Errorf("%s: %s.%s is not among the configs of this test", where, pkg, name)
			return
		}
		for _, d := range derived {
			if !field(config, d.Field) {
				t.Errorf("%s: %s has no field %s", where, config, d.Field)
			}
		}
		for _, o := range options {
			for _, path := range paths(o) {
				if !field(config, path) {
					t.Errorf("%s: option %s: %s has no field %s", where, o.Name, config, path)
				}
			}
		}
	}
	c := stdlib.Catalog()
	for _, n := range c.Connections {
		if n.Package != "" {
			check("connection "+n.Name, n.Package, n.Type, n.Options, nil)
		}
	}
	for _, n := range c.Connectors {
		if !n.Built {
			continue
		}
		if s := n.Source; s != nil {
			check("source "+n.Name, s.Package, s.Type, s.Options, s.Derived)
		}
		if s := n.Sink; s != nil {
			check("sink "+n.Name, s.Package, s.Type, s.Options, s.Derived)
		}
	}
}

// paths are the fields that an option and its arguments go to.
func paths(o spec.Option) []string {
	if o.Field == "-" {
		return nil
	}
	own := o.Field
	if own == "" {
		own = emit.Exported(o.Name)
	}
	all := []string{own}
	for _, args := range o.Args {
		for _, a := range args {
			path := a.Field
			if path == "" {
				path = own[:strings.LastIndexByte(own, '.')+1] + emit.Exported(a.Name)
			}
			all = append(all, path)
		}
	}
	return all
}
