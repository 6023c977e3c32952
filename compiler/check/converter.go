package check

import (
	"fmt"
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/schema/avro"
	"github.com/flowc-lang/flowc/compiler/schema/protoshape"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/runtime/record"
)

// converter resolves what stands behind `as`: the name of a declared converter, a
// kind of converter, or a kind with its options. nil where that fails, which is
// reported.
func (s *scope) converter(x dsl.Expr) *ir.Converter {
	switch x := x.(type) {
	case *dsl.Name:
		if sym := s.names[x.Ident.Text]; sym != nil && sym.kind == converterSymbol {
			s.use(x.Ident)
			return s.resolveConverter(sym)
		}
		return s.inlineConverter(x.Ident, x.At(), nil)
	case *dsl.Call:
		if n, ok := x.Fn.(*dsl.Name); ok {
			return s.inlineConverter(n.Ident, x.At(), x.Args)
		}
	case *dsl.BadExpr:
		return nil
	}
	s.add(diag.Diagnostic{Code: "E0308", Message: "a converter is needed behind `as`", At: x.At()})
	return nil
}

func (s *scope) inlineConverter(name dsl.Ident, at diag.Span, args []dsl.Arg) *ir.Converter {
	if s.names[name.Text] == nil && s.inBroken(name.Text) {
		return nil
	}
	kind := dsl.Path{Parts: []dsl.Ident{name}}
	kind.Span = name.At()
	c := s.converterSpec(kind)
	if c == nil {
		return nil
	}
	conv := &ir.Converter{Spec: c, At: at}
	before := s.errors()
	conv.Options = s.args(args, &optionSite{of: "converter " + c.Name, at: name.At(), specs: c.Options})
	if !s.converterHolds(conv) || s.errors() > before {
		return nil
	}
	return conv
}

// converterHolds checks what the options of a converter say together.
func (s *scope) converterHolds(c *ir.Converter) bool {
	ok := true
	for _, name := range []string{"time", "date"} {
		if o := c.Options[name]; o != nil && !isWordOption(o) {
			ok = s.timePattern(o) && ok
		}
	}
	if o := c.Options["zone"]; o != nil {
		if _, err := record.LoadZone(optionText(o)); err != nil {
			s.add(diag.Diagnostic{
				Code:    "E0304",
				Message: fmt.Sprintf("there is no time zone %q", optionText(o)),
				At:      o.At,
				Helps:   []string{`zones are "UTC", "+01:00", or names like "Europe/Berlin"`},
			})
			ok = false
		}
	}
	if c.Spec.Name == "csv" {
		ok = s.csvHolds(c) && ok
	}
	return ok && s.containerHolds(c) && s.registryHolds(c)
}

// isWordOption reports whether an option's value is one of its words.
func isWordOption(o *ir.Option) bool {
	for _, w := range o.Spec.Words {
		if optionText(o) == w {
			return true
		}
	}
	return false
}

// optionText is the constant text of an option, empty for other values.
func optionText(o *ir.Option) string {
	if o == nil || o.Value == nil {
		return ""
	}
	return constText(o.Value)
}

func (s *scope) timePattern(o *ir.Option) bool {
	if _, err := record.CompilePattern(optionText(o)); err != nil {
		s.add(diag.Diagnostic{
			Code:    "E0304",
			Message: fmt.Sprintf("this pattern is not right: %v", err),
			At:      o.At,
			Helps:   []string{`patterns look like "yyyy-MM-dd HH:mm:ss"; or one of ` + joined(o.Spec.Words, "and")},
		})
		return false
	}
	return true
}

// registryHolds checks that the registry's framing can find its schema.
func (s *scope) registryHolds(c *ir.Converter) bool {
	framing, registry, id := c.Options["framing"], c.Options["registry"], c.Options["id"]
	switch {
	case registry == nil && id == nil && framed(c):
		d := diag.Diagnostic{
			Code:    "E0501",
			Message: "the registry's framing needs a registry",
			At:      c.At,
			Helps:   []string{fmt.Sprintf("name the connection:  %s(registry: sr)", c.Spec.Name)},
		}
		if findOption(c.Spec.Options, "id") != nil {
			d.Message += ", or the id of the schema"
			d.Helps = append(d.Helps, fmt.Sprintf("or pin the id:       %s(id: 7)", c.Spec.Name))
		}
		if framing != nil {
			d.At = framing.At
		}
		s.add(d)
		return false
	}
	return true
}

// framed reports whether the id of a schema in a registry stands in front of values: of
// json_schema always, of others where they say so.
func framed(c *ir.Converter) bool {
	if findOption(c.Spec.Options, "framing") == nil {
		return findOption(c.Spec.Options, "registry") != nil
	}
	return c.Options["framing"] != nil && optionText(c.Options["framing"]) == "registry"
}

// carries checks that conv can carry values of t, for a use that reads, writes or
// both.
func (s *scope) carries(conv *ir.Converter, t *types.Type, at diag.Span) bool {
	if conv == nil || t.Kind == types.Invalid {
		return false
	}
	if !conv.Spec.Reads && !conv.Spec.Writes {
		s.waits(conv.At, fmt.Sprintf("the converter `%s`", conv.Spec.Name))
	}
	if !s.meeting(conv, t) {
		return false
	}
	s.carryForms(t, findOption(conv.Spec.Options, "time") != nil)
	switch conv.Spec.Name {
	case "csv":
		return s.csvCarries(conv, t, at)
	case "avro":
		if ok, why, path := avro.Carries(t); !ok {
			d := cannotWithin("avro", t, at, why, path)
			if avro.IllegalName(t) {
				d.Code = "E0503"
			}
			s.add(d)
			return false
		}
	case "protobuf":
		if ok, why, path := protoshape.Carries(t); !ok {
			s.add(cannotWithin("protobuf", t, at, why, path))
			return false
		}
	case "connect_json":
		if !s.connectCarries(conv, t, at) {
			return false
		}
	case "json", "json_schema":
		if !s.tells(conv, t, at) {
			return false
		}
	case "utf8":
		if conv.Options["compat"] != nil {
			return s.javaCarries(conv, t, at)
		}
		if !hasText(t.Strip()) {
			return s.cannotCarry(conv, t, at, "it writes one text")
		}
	case "raw":
		if t.Strip().Kind != types.Bytes {
			return s.cannotCarry(conv, t, at, "it writes bytes as they are")
		}
	case "number":
		if !isBigEndian(t.Strip().Kind) {
			return s.cannotCarry(conv, t, at, "it writes bool, int16, int32, int64, float and double")
		}
	}
	return s.zoned(conv, t)
}

// cannotWithin says why a format cannot carry t, or what is at a path within it.
func cannotWithin(format string, t *types.Type, at diag.Span, why, path string) diag.Diagnostic {
	d := diag.Diagnostic{Code: "E0312", Message: fmt.Sprintf("%s cannot carry this: %s", format, why), At: at}
	if path != "" {
		d.Message = fmt.Sprintf("%s cannot carry `%s`: %s", format, path, why)
		label(&d, firstField(t, path), "declared here")
	}
	return d
}

// isBigEndian reports whether Kafka's own serializers have the type.
func isBigEndian(k types.Kind) bool {
	switch k {
	case types.Bool, types.Int16, types.Int32, types.Int64, types.Float, types.Double:
		return true
	}
	return false
}

// firstField is the place of the field that a path like .a.b[] begins with.
func firstField(t *types.Type, path string) diag.Span {
	name, _, _ := strings.Cut(strings.TrimPrefix(path, "."), ".")
	name, _, _ = strings.Cut(name, "[")
	name, _, _ = strings.Cut(name, "{")
	if t = t.Strip(); t.Kind == types.Record {
		if f := t.Record.Field(name); f != nil {
			return f.TypeAt
		}
	}
	return diag.Span{}
}

func (s *scope) cannotCarry(conv *ir.Converter, t *types.Type, at diag.Span, why string) bool {
	d := diag.Diagnostic{
		Code:    "E0312",
		Message: fmt.Sprintf("%s cannot carry %s: %s", conv.Spec.Name, t, why),
		At:      at,
	}
	if t.Strip().Kind == types.Any {
		d.Helps = []string{"schema-free data says of itself what it is, as JSON does:  as json"}
	}
	label(&d, typeAt(t.Strip()), "declared here")
	s.add(d)
	return false
}

// zoned checks that a pattern without a zone is not read as an instant.
func (s *scope) zoned(conv *ir.Converter, t *types.Type) bool {
	o := conv.Options["time"]
	if o == nil || isWordOption(o) || conv.Options["zone"] != nil {
		return true
	}
	p, err := record.CompilePattern(optionText(o))
	if err != nil || p.HasZone() {
		return true
	}
	f := timestampIn(t)
	if f == nil {
		return true
	}
	d := diag.Diagnostic{
		Code:    "E0428",
		Message: fmt.Sprintf("texts of this pattern have no zone, so `%s` is no instant", f.Name),
		At:      o.At,
		Helps:   []string{fmt.Sprintf("say which zone is meant:  %s(…, zone: \"UTC\")", conv.Spec.Name)},
	}
	label(&d, f.TypeAt, "an instant")
	s.add(d)
	return false
}

// timestampIn returns a field within t that is a timestamp or holds some, nil without.
func timestampIn(t *types.Type) *types.Field {
	for of, f := range types.Within(t) {
		if of.Kind == types.Timestamp && f != nil {
			return f
		}
	}
	return nil
}
