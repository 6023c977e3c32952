package run

import (
	"context"
	"fmt"
	"regexp"
	"time"

	"github.com/flowc-lang/flowc/runtime/kafka"
)

// newTopics is how often a source of a pattern looks for topics that came since.
const newTopics = 30 * time.Second

// topics are those that are declared, none for a pattern.
func (s *Source) topics() []kafka.Topic {
	if s.config.Match != "" {
		return nil
	}
	return append([]kafka.Topic{s.config.Topic}, s.config.Others...)
}

// title names what is read, for messages.
func (s *Source) title() string {
	switch n := len(s.config.Others); {
	case s.config.Match != "":
		return "match r/" + s.config.Match + "/"
	case n > 0:
		return fmt.Sprintf("%s and %d more topics", s.config.Topic.Name, n)
	}
	return s.config.Topic.Name
}

// pattern is of whole names.
func (s *Source) pattern() string { return "^(?:" + s.config.Match + ")$" }

// names are the topics that are read now.
func (s *Source) names(ctx context.Context) ([]string, error) {
	var out []string
	for _, t := range s.topics() {
		out = append(out, t.Name)
	}
	if s.config.Match == "" {
		return out, nil
	}
	re, err := regexp.Compile(s.pattern())
	if err != nil {
		return nil, fmt.Errorf("topics of %s: %w", s.title(), err)
	}
	all, err := s.admin.ListTopics(ctx)
	if err != nil {
		return nil, s.client.Explain("look for topics of "+s.title(), err)
	}
	for _, t := range all.Names() {
		if re.MatchString(t) {
			out = append(out, t)
		}
	}
	return out, nil
}
