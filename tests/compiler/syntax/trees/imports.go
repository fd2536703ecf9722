// Package p is documented.
package p // trailing

import "fmt"
import (
	. "math"
	_ "embed"
	str "strings";
)
