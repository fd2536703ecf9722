module debuggers

go 1.27
