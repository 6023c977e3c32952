package golden

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/compiler/check"
	"github.com/flowc-lang/flowc/stdlib"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// TestReference holds the pages of functions, connectors and converters against the
// tables that the checker itself reads; -update writes them.
func TestReference(t *testing.T) {
	for name, text := range map[string]string{
		"../docs/functions.md":  functionsPage(),
		"../docs/connectors.md": connectorsPage(stdlib.Catalog()),
		"../docs/converters.md": convertersPage(stdlib.Catalog()),
	} {
		if *update {
			if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if got := read(t, name); got != text {
			t.Errorf("%s is not what the tables say: go test ./golden -update\n%s", name, difference(text, got))
		}
	}
}

const generated = "<!-- Written by `go test ./golden -update`. -->\n\n"

func functionsPage() string {
	var b strings.Builder
	b.WriteString("# Built-in functions\n\n" + generated)
	b.WriteString("`x.f(y)` and `f(x, y)` are the same call; arguments may be named. `!` says that a call may fail, and must be closed by `!`, `??` or a cast to\n" +
		"an optional type. See [the language](language.md#conversions).\n\n| function | gives |\n|---|---|\n")
	for _, f := range check.Functions() {
		var forms []string
		for _, form := range f.Forms {
			forms = append(forms, "`"+cell(form.Label(f.Name))+"`")
		}
		fmt.Fprintf(&b, "| %s | %s |\n", strings.Join(forms, "<br>"), cell(f.Doc))
	}
	b.WriteString("\nThe fields of a `datagen` source have these too:\n\n| function | |\n|---|---|\n")
	for _, g := range check.Generators() {
		fmt.Fprintf(&b, "| `gen.%s` | `%s` |\n", g.Name, cell(g.Usage))
	}
	return b.String()
}

func connectorsPage(c *spec.Catalog) string {
	var b strings.Builder
	b.WriteString("# Connectors\n\n" + generated +
		"What each connector takes. An option in **bold** is needed. *Use* says that it may also stand at `from` or `to`. When an option's value must be\n" +
		"known: *compile* means a constant, *start* a param too, *record* an expression of the record.\n\n## Connections\n\n")
	for _, conn := range c.Connections {
		fmt.Fprintf(&b, "### connection %s\n\n%s\n\n", conn.Name, conn.Doc)
		options(&b, conn.Options)
	}
	for _, k := range c.Connectors {
		fmt.Fprintf(&b, "## %s\n\n%s\n", k.Name, k.Doc)
		if k.Connection != "" {
			fmt.Fprintf(&b, "It stands on a connection of kind `%s`.\n", k.Connection)
		}
		if !k.Built {
			b.WriteString("\nA project that uses it checks, and this version cannot build it yet.\n")
		}
		if k.Example != "" {
			fmt.Fprintf(&b, "\n```flow\n%s\n```\n\n", k.Example)
		}
		side(&b, k.Name, "source", k.Source)
		side(&b, k.Name, "sink", k.Sink)
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

func side(b *strings.Builder, name, as string, s *spec.Side) {
	if s == nil {
		return
	}
	fmt.Fprintf(b, "### %s as a %s\n\nAt best %s: %s.\n\n", name, as, s.Best, strings.TrimSuffix(s.Why, "."))
	options(b, s.Options)
	if len(s.Meta) == 0 {
		return
	}
	b.WriteString("| name | type | |\n|---|---|---|\n")
	for _, m := range s.Meta {
		fmt.Fprintf(b, "| `meta.%s` | `%s` | %s |\n", m.Name, m.Type, cell(m.Doc))
	}
	b.WriteByte('\n')
}

func convertersPage(c *spec.Catalog) string {
	var b strings.Builder
	b.WriteString("# Converters\n\n" + generated + "A converter goes with any connector that moves bytes: `value: Order as json(unknown: \"error\")`.\n\n" +
		"[What each format carries](formats.md), type by type.\n\n")
	for _, k := range c.Converters {
		fmt.Fprintf(&b, "## %s\n\n%s%s\n\n```flow\n%s\n```\n\n", k.Name, k.Doc, limits(k), k.Example)
		options(&b, k.Options)
		carried(&b, k.Carries)
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// carried is the table of how a converter writes types.
func carried(b *strings.Builder, list []spec.Carried) {
	if len(list) == 0 {
		return
	}
	b.WriteString("| type | is written as |\n|---|---|\n")
	for _, c := range list {
		fmt.Fprintf(b, "| %s | %s |\n", c.Types, c.As)
	}
	b.WriteByte('\n')
}

// limits says what a converter cannot do yet.
func limits(k *spec.Converter) string {
	switch {
	case !k.Reads && !k.Writes:
		return " A project that uses it checks, and this version cannot build it yet."
	case !k.Writes:
		return " This version reads it only."
	case !k.Reads:
		return " This version writes it only."
	}
	return ""
}

func options(b *strings.Builder, list []spec.Option) {
	if len(list) == 0 {
		return
	}
	b.WriteString("| option | takes | default | known at | |\n|---|---|---|---|---|\n")
	for _, o := range list {
		name := "`" + o.Name + "`"
		if o.Required {
			name = "**" + name + "**"
		}
		def := ""
		if o.Default != "" {
			def = "`" + cell(o.Default) + "`"
		}
		when := map[spec.When]string{spec.Static: "compile", spec.Start: "start", spec.Each: "record"}[o.When]
		if o.PerUse {
			when += ", use"
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s%s |\n", name, takes(o), def, when, cell(o.Doc), later(o))
	}
	b.WriteByte('\n')
}

func later(o spec.Option) string {
	if o.Later {
		return " Cannot be built yet."
	}
	return ""
}

// takes says which values an option takes.
func takes(o spec.Option) string {
	words := make([]string, len(o.Words))
	for i, w := range o.Words {
		words[i] = "`" + w + "`"
	}
	kinds := map[spec.Type]string{
		spec.Text: "text", spec.Bool: "`true`, `false`", spec.Int: "number", spec.Duration: "duration", spec.Size: "size", spec.Texts: "list of texts",
		spec.Table: "table", spec.TypeName: "type", spec.Record: "timestamp of the record", spec.Regex: "pattern", spec.Rotation: "size, time or count",
		spec.Fields: "block of expressions", spec.Labels: "list of labels", spec.Columns: "list of fields", spec.TableSet: "set of tables", spec.Ref: "name of a " + o.RefKind,
	}
	var out []string
	for _, t := range append([]spec.Type{o.Type}, o.Also...) {
		if t == spec.Word || t == spec.Call {
			out = append(out, words...)
			continue
		}
		out = append(out, kinds[t])
	}
	return cell(strings.Join(out, ", "))
}

func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }
