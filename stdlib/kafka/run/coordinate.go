package run

import (
	coordinator "github.com/flowc-lang/flowc/runtime/cluster"
	"github.com/flowc-lang/flowc/runtime/connector"
)

// Coordinates implements [connector.Coordinator].
func (s *Source) Coordinates() connector.Cluster { return coordinator.On(s.config.Connection) }

// Coordinates implements [connector.Coordinator].
func (s *Sink) Coordinates() connector.Cluster { return coordinator.On(s.config.Connection) }
