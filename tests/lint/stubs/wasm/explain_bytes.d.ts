declare const anything: any;
export = anything;
