package p

type Größe struct{ größe int }

func (g Größe) Fläche() string { return "Fläche: " + "世界" + 'ß' }
