module example.com/bindery

go 1.27
