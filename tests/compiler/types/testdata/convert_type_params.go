package p

type M []string

func toSlice[S ~[]E, E any](s S) { _ = []string(s) } // ERROR `cannot convert s .* to type \[\]string: cannot convert \[\]E \(in S\) to type \[\]string\n\tcannot assign \[\]E \(in S\) to \[\]string`

func fromSlice[S ~[]E, E any](s []string) { _ = S(s) } // ERROR `cannot convert \[\]string to type \[\]E \(in S\)\n\tcannot assign \[\]string to \[\]E \(in S\)`

func toNamed[S ~[]E, E any](s S) { _ = M(s) } // ERROR `cannot convert \[\]E \(in S\) to type M$`

func between[S ~[]E, E any, T ~[]int](s S) { _ = T(s) } // ERROR `cannot convert \[\]E \(in S\) to type \[\]int \(in T\)$`
