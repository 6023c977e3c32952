package diag

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strings"
)

// SARIFOptions are what [SARIF] cannot know from the report.
type SARIFOptions struct {
	Version string // of flowc
	// Help returns the text of a code's page as Markdown; empty where it has none.
	Help func(code string) string
}

// Where a reader of a report finds flowc and the pages of its codes.
const (
	homepage = "https://github.com/flowc-lang/flowc"
	pagesAt  = homepage + "/blob/main/docs/codes/"
	schemaAt = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

// The parts of a SARIF 2.1.0 log that flowc writes, by the names of the standard.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool     `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version"`
		URI     string      `json:"informationUri"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID      string          `json:"id"`
		Short   sarifText       `json:"shortDescription"`
		Help    *sarifText      `json:"help,omitempty"`
		HelpURI string          `json:"helpUri"`
		Default sarifRuleConfig `json:"defaultConfiguration"`
	}
	sarifRuleConfig struct {
		Level string `json:"level"`
	}
	sarifText struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifResult struct {
		RuleID       string            `json:"ruleId"`
		RuleIndex    int               `json:"ruleIndex"`
		Level        string            `json:"level"`
		Message      sarifText         `json:"message"`
		Locations    []sarifLocation   `json:"locations,omitempty"`
		Related      []sarifLocation   `json:"relatedLocations,omitempty"`
		Fixes        []sarifFix        `json:"fixes,omitempty"`
		Fingerprints map[string]string `json:"partialFingerprints"`
	}
	sarifLocation struct {
		ID       int           `json:"id,omitempty"`
		Physical sarifPhysical `json:"physicalLocation"`
		Message  *sarifText    `json:"message,omitempty"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
		EndLine     int `json:"endLine"`
		EndColumn   int `json:"endColumn"`
	}
	sarifFix struct {
		Description sarifText     `json:"description"`
		Changes     []sarifChange `json:"artifactChanges"`
	}
	sarifChange struct {
		Artifact     sarifArtifact      `json:"artifactLocation"`
		Replacements []sarifReplacement `json:"replacements"`
	}
	sarifReplacement struct {
		Deleted  sarifRegion `json:"deletedRegion"`
		Inserted sarifText   `json:"insertedContent"`
	}
)

// SARIF writes one log of SARIF 2.1.0 with one run. Its rules are the codes that
// occur; a result's fingerprint does not change when lines above it come and go, so
// that what is known stays known.
func SARIF(w io.Writer, r *Report, opt SARIFOptions) error {
	run := sarifRun{ColumnKind: "unicodeCodePoints", Results: []sarifResult{}}
	run.Tool.Driver = sarifDriver{Name: "flowc", Version: opt.Version, URI: homepage, Rules: []sarifRule{}}
	rules, seen := map[string]int{}, map[string]int{}
	for _, d := range r.Sorted() {
		if _, ok := rules[d.Code]; !ok {
			rules[d.Code] = len(rules)
			run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRuleOf(&d, opt))
		}
		key := fingerprint(&d)
		seen[key]++
		run.Results = append(run.Results, sarifResultOf(&d, rules[d.Code], fmt.Sprintf("%s:%d", key, seen[key])))
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(sarifLog{Schema: schemaAt, Version: "2.1.0", Runs: []sarifRun{run}})
}

func sarifRuleOf(d *Diagnostic, opt SARIFOptions) sarifRule {
	title, _ := TitleOf(d.Code)
	rule := sarifRule{ID: d.Code, Short: sarifText{Text: title}, HelpURI: pagesAt + d.Code + ".md", Default: sarifRuleConfig{d.Severity().String()}}
	if opt.Help == nil {
		return rule
	}
	if help := opt.Help(d.Code); help != "" {
		rule.Help = &sarifText{Text: strings.ReplaceAll(help, "`", ""), Markdown: help}
	}
	return rule
}

func sarifResultOf(d *Diagnostic, rule int, key string) sarifResult {
	out := sarifResult{
		RuleID: d.Code, RuleIndex: rule, Level: d.Severity().String(), Message: sarifText{Text: d.withHelps()},
		Fingerprints: map[string]string{"flowc/v1": key},
	}
	if !d.At.IsZero() {
		here := sarifLocation{Physical: sarifPlace(d.At)}
		if d.Here != "" {
			here.Message = &sarifText{Text: d.Here}
		}
		out.Locations = []sarifLocation{here}
	}
	for _, l := range d.Labels {
		if !l.At.IsZero() {
			out.Related = append(out.Related, sarifLocation{ID: len(out.Related) + 1, Physical: sarifPlace(l.At), Message: &sarifText{Text: l.Text}})
		}
	}
	for _, f := range d.Fixes {
		if !f.Guess && len(f.Edits) > 0 {
			out.Fixes = append(out.Fixes, sarifFixOf(f))
		}
	}
	return out
}

// withHelps is the headline with the helps below it.
func (d *Diagnostic) withHelps() string {
	return strings.Join(append([]string{d.Message}, d.Helps...), "\n")
}

func sarifFixOf(f Fix) sarifFix {
	out := sarifFix{Description: sarifText{Text: f.Title}}
	for _, e := range f.Edits {
		p := sarifPlace(e.At)
		n := len(out.Changes) - 1
		if n < 0 || out.Changes[n].Artifact != p.Artifact {
			out.Changes = append(out.Changes, sarifChange{Artifact: p.Artifact})
			n++
		}
		out.Changes[n].Replacements = append(out.Changes[n].Replacements, sarifReplacement{p.Region, sarifText{Text: e.Text}})
	}
	return out
}

func sarifPlace(s Span) sarifPhysical {
	p := placeOf(s)
	return sarifPhysical{
		Artifact: sarifArtifact{(&url.URL{Path: p.File}).String()},
		Region:   sarifRegion{p.Line, p.Column, p.EndLine, p.EndColumn},
	}
}

// fingerprint tells a mistake from others by its code, its file and the text of its
// line. Two of one line differ in how many came before.
func fingerprint(d *Diagnostic) string {
	line := ""
	if !d.At.IsZero() {
		n, _ := d.At.File.Position(d.At.Start)
		line = strings.Join(strings.Fields(d.At.File.Line(n)), " ")
	}
	sum := sha256.Sum256([]byte(d.Code + "\x00" + fileName(d.At) + "\x00" + line))
	return hex.EncodeToString(sum[:8])
}
