package check

import (
	"fmt"
	"regexp"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// keepsSecret checks an option's value against what may be a secret: a password is
// one, and stands nowhere in clear text; nothing else is, as options are printed.
func (s *scope) keepsSecret(o *spec.Option, v ir.Expr) bool {
	var secret, param *ir.ParamRef
	var address ir.Expr
	visit(v, func(x ir.Expr) {
		switch p := x.(type) {
		case *ir.ParamRef:
			if p.Param.Secret {
				secret = p
			} else {
				param = p
			}
		case *ir.Const:
			if hasPassword(constText(p)) {
				address = p
			}
		}
	})
	switch {
	case !o.Secret && secret != nil:
		s.add(s.secretShown(o, secret))
		return false
	case o.Secret && secret == nil:
		s.add(clearText(o, v, param))
		return false
	case address != nil:
		s.add(diag.Diagnostic{
			Code:    "E0805",
			Message: "this address holds a password in clear text",
			At:      address.Place(),
			Helps:   []string{"log in with an option of its own, and a secret:  login = basic(\"user\", password)"},
		})
		return false
	}
	return true
}

func (s *scope) secretShown(o *spec.Option, p *ir.ParamRef) diag.Diagnostic {
	d := diag.Diagnostic{
		Code:    "E0805",
		Message: fmt.Sprintf("the secret `%s` would be shown: the option `%s` stands in plans and logs", p.Param.Name, o.Name),
		At:      p.Place(),
		Helps:   []string{"a secret may log in somewhere and salt a hash", "a setting that anyone may see is a `param`"},
	}
	label(&d, p.Param.At, "declared as a secret here")
	return d
}

// clearText says that a password is not a secret.
func clearText(o *spec.Option, v ir.Expr, p *ir.ParamRef) diag.Diagnostic {
	d := diag.Diagnostic{
		Code:    "E0805",
		Message: fmt.Sprintf("the %s stands here in clear text", o.Name),
		At:      v.Place(),
		Helps:   []string{fmt.Sprintf("declare a secret, and name it here:  secret %s: string @env(%q)", o.Name, envName(o.Name))},
	}
	if p != nil {
		d.Message = fmt.Sprintf("`%s` is a param, and the worker shows its params", p.Param.Name)
		label(&d, p.Param.At, "declared here")
		d.Helps = []string{fmt.Sprintf("declare it as a secret:  secret %s: string @env(%q)", p.Param.Name, envName(p.Param.Name))}
	}
	return d
}

// passwordIn finds user:password@ behind the scheme of an address.
var passwordIn = regexp.MustCompile(`^[a-z][a-z0-9+.-]*://[^/@:\s]+:[^/@\s]+@`)

func hasPassword(text string) bool { return passwordIn.MatchString(text) }
