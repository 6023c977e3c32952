package check

import (
	"fmt"
	"path"
	"path/filepath"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// checkImport notes an import of an outside schema with what it is pulled from. One
// that could not be read was reported by who read it, and is noted all the same:
// pulling is what makes it readable.
func (s *scope) checkImport(d *dsl.Import) {
	target, ok := d.Path.Plain()
	if !ok || d.Kind.Text == "" {
		if d.Origin != nil {
			s.noOrigin(d)
		}
		return
	}
	if !path.IsAbs(filepath.ToSlash(target)) {
		target = path.Join(path.Dir(s.file.Tree.Source.Name), filepath.ToSlash(target))
	}
	imp := &ir.Import{Kind: d.Kind.Text, Path: target, At: d.At()}
	if d.Origin != nil {
		s.origin(d, imp)
	}
	s.prog.Imports = append(s.prog.Imports, imp)
}

// origin checks `from sr(subject: "orders-value")`: a connection from which schemas
// of the import's kind are pulled, with what it takes for that.
func (s *scope) origin(d *dsl.Import, imp *ir.Import) {
	name, ok := d.Origin.Fn.(*dsl.Name)
	if !ok {
		return
	}
	conn := s.connection(name.Ident, "", "")
	if conn == nil {
		return
	}
	args, ok := conn.Spec.Pull[d.Kind.Text]
	if !ok {
		s.add(s.wrongOrigin(d, name, conn))
		return
	}
	site := &optionSite{of: fmt.Sprintf("`%s(…)` of an import", name.Ident.Text), at: d.Origin.At(), specs: args}
	imp.Args = s.args(d.Origin.Args, site)
	imp.Connection, imp.Origin = conn, d.Origin.At().Text()
}

// wrongOrigin is for a connection that has no schemas of the import's kind.
func (s *scope) wrongOrigin(d *dsl.Import, name *dsl.Name, conn *ir.Connection) diag.Diagnostic {
	var from []string
	for _, c := range s.catalog.Connections {
		if _, ok := c.Pull[d.Kind.Text]; ok {
			from = append(from, article(c.Name))
		}
	}
	if len(from) == 0 {
		return diag.Diagnostic{
			Code:    "E0311",
			Message: fmt.Sprintf("an import of %s is pulled from nowhere", d.Kind.Text),
			At:      d.Origin.At(),
			Helps:   []string{"it is code of your own: leave `from` out"},
		}
	}
	out := diag.Diagnostic{
		Code: "E0311",
		Message: fmt.Sprintf("an import of %s is pulled from %s connection, and `%s` is %s one",
			d.Kind.Text, joined(from, "or"), name.Ident.Text, article(conn.Spec.Name)),
		At: name.At(),
	}
	label(&out, conn.At, "declared here")
	return out
}

// noOrigin is for names of another .flow file.
func (s *scope) noOrigin(d *dsl.Import) {
	s.add(diag.Diagnostic{
		Code:    "E0311",
		Message: "names of a .flow file are pulled from nowhere",
		At:      d.Origin.At(),
		Helps:   []string{"schemas have an origin:  import avro \"order.avsc\" from sr(subject: \"orders-value\") as orders"},
	})
}
