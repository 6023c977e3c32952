package herd

import (
	"fmt"
	"maps"
	"regexp"
)

// Target is the state that is wanted of a connector.
type Target string

// The targets; the texts are what Kafka Connect calls them.
const (
	Started Target = "STARTED"
	Paused  Target = "PAUSED"  // nothing runs, the tasks stay
	Stopped Target = "STOPPED" // nothing runs, and there are no tasks
)

// Definition is what a connector is to be.
type Definition struct {
	Name string `json:"name"`
	// Config holds the keys below and the params that the connector gives a value. It is
	// not changed: a change makes another one.
	Config map[string]string `json:"config,omitempty"`
	Target Target            `json:"target"`
	// Removed marks a connector of the project that was deleted, so that it is not back at
	// the next start.
	Removed bool `json:"removed,omitempty"`
}

// The keys of a config that are no params.
const (
	KeyName  = "name"
	KeyClass = "connector.class"
	KeyTasks = "tasks.max"
)

// Class is the pipeline that the connector is an instance of.
func (d Definition) Class() string { return d.Config[KeyClass] }

func (d Definition) equal(o Definition) bool {
	return d.Name == o.Name && d.Target == o.Target && d.Removed == o.Removed && maps.Equal(d.Config, o.Config)
}

// names is what a connector may be called: it is part of group and topic names, and of URLs.
var names = regexp.MustCompile(`^[A-Za-z0-9._-]{1,100}$`)

// CheckName returns an error for what no connector can be called.
func CheckName(name string) error {
	if !names.MatchString(name) || name == "." || name == ".." {
		return fmt.Errorf("%q cannot be the name of a connector: it takes 1 to 100 letters, digits, `.`, `_` and `-`", name)
	}
	return nil
}
