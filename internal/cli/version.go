package cli

import (
	"context"
	"fmt"
)

// versionCommand serves programs that have nothing more to tell than a version.
func versionCommand() *Command {
	return &Command{
		Name:    "version",
		Short:   "show the version",
		Group:   groupTools,
		JSON:    true,
		Example: "$ version --json",
		Run: func(_ context.Context, c *Context) int {
			if !c.JSON {
				fmt.Fprintln(c.Stdout, c.Program.Name, c.Program.Version)
				return ExitOK
			}
			err := c.WriteJSON(struct {
				V       int    `json:"v"`
				Name    string `json:"name"`
				Version string `json:"version"`
			}{1, c.Program.Name, c.Program.Version})
			if err != nil {
				return c.Fail(fmt.Errorf("write the version: %w", err))
			}
			return ExitOK
		},
	}
}
